// What the acquirer said about a charge, as the public API shows it.
import type { Charge } from '@ledgerway/domain';
import { publicAmount, publicTime } from './amount.js';

/** `outcome`: null while nobody has said anything. */
export function renderOutcome({ approval, decline }: Charge) {
  if (approval === null && decline === null) return null;
  const verdict = decline === null ? approved : decline.blocked ? blocked : declined;
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: verdict.networkStatus,
    reason:
      decline === null
        ? null
        : decline.blocked
          ? 'highest_risk_level'
          : (decline.declineCode ?? decline.code),
    risk_level: decline?.blocked === true ? 'highest' : 'normal',
    seller_message: verdict.sellerMessage,
    type: verdict.type,
  };
}

const approved = {
  networkStatus: 'approved_by_network',
  sellerMessage: 'Payment complete.',
  type: 'authorized',
};
const declined = {
  networkStatus: 'declined_by_network',
  sellerMessage: 'The bank declined this payment without further details.',
  type: 'issuer_declined',
};
const blocked = {
  networkStatus: 'not_sent_to_network',
  sellerMessage: 'This payment was blocked because its risk is too high.',
  type: 'blocked',
};

export const renderPaymentMethodDetails = (charge: Charge) => ({
  card: renderCardDetails(charge),
  type: 'card' as const,
});

function renderCardDetails({ terms, status, approval, authorizedAmount, expiresAt }: Charge) {
  const { card } = terms;
  const held = status === 'authorized' && expiresAt !== null;
  return {
    amount_authorized: approval === null ? null : publicAmount(authorizedAmount),
    authorization_code: approval?.authorizationCode ?? null,
    brand: card.brand,
    ...(held && { capture_before: publicTime(expiresAt) }),
    checks: {
      address_line1_check: approval?.checks.addressLine1 ?? null,
      address_postal_code_check: approval?.checks.addressPostalCode ?? null,
      cvc_check: approval?.checks.cvc ?? null,
    },
    country: card.country,
    electronic_commerce_indicator: null,
    exp_month: card.expMonth,
    exp_year: card.expYear,
    extended_authorization: { status: 'disabled' as const },
    fingerprint: card.fingerprint,
    funding: card.funding,
    incremental_authorization: { status: 'unavailable' as const },
    installments: null,
    last4: card.last4,
    mandate: null,
    multicapture: { status: 'unavailable' as const },
    network: card.brand,
    network_token: { used: false },
    network_transaction_id: approval?.networkTransactionId ?? null,
    overcapture: {
      maximum_amount_capturable: publicAmount(authorizedAmount),
      status: 'unavailable' as const,
    },
    regulated_status: null,
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}
