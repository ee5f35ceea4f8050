// What the acquirer said about a charge, as the public API shows it.
import type { CardSnapshot, Charge } from '@ledgerway/domain';
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

/** `payment_method_details`: what the method that paid says of the payment, under its own name. */
export function renderPaymentMethodDetails(charge: Charge) {
  const { method, card, bankReference } = charge.terms;
  const wallet = { fingerprint: null, transaction_id: charge.approval?.acquirerReference ?? null };
  return {
    ...(method === 'alipay' && { alipay: wallet }),
    ...(card !== null && { card: renderCardDetails(charge, card) }),
    ...(method === 'fps' && { fps: { reference: bankReference } }),
    type: method,
    ...(method === 'wechat_pay' && { wechat_pay: wallet }),
  };
}

function renderCardDetails(charge: Charge, card: CardSnapshot) {
  const { terms, status, approval, authorizedAmount, expiresAt } = charge;
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
    electronic_commerce_indicator: terms.authenticated ? fullyAuthenticated : null,
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
    three_d_secure: terms.authenticated ? challenged : null,
    transaction_link_id: null,
    wallet: null,
  };
}

/** The networks' code for a payer that the issuer has authenticated. */
const fullyAuthenticated = '05';

/** What a passed 3-D Secure challenge shows as. */
const challenged = {
  authentication_flow: 'challenge' as const,
  electronic_commerce_indicator: fullyAuthenticated as '05',
  exemption_indicator: null,
  result: 'authenticated' as const,
  result_reason: null,
  transaction_id: null,
  version: '2.2.0' as const,
};
