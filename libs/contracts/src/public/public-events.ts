// Which public events a charge's event makes, in order. Private events are not public messages:
// intents, unknown outcomes and contradictions stay inside.
import {
  capturedAmount,
  refundedAmount,
  releasedAmount,
  type Charge,
  type ChargeDetails,
  type ChargeEvent,
} from '@ledgerway/domain';
import { publicAmount } from './amount.js';
import { renderCharge } from './charge.js';
import { renderRefund } from './refund.js';

export type PublicEvent = {
  readonly type: string;
  /** The charge or refund as the public API shows it right after the event. */
  readonly object: unknown;
  readonly previousAttributes?: Readonly<Record<string, unknown>>;
};

/** `charge` is the charge after `event`. The order is the order of delivery. */
export function publicEventsOf(event: ChargeEvent, charge: Charge): PublicEvent[] {
  switch (event.type) {
    case 'ChargeAuthorized':
      // A sale is captured by the very next event, which then tells the whole story.
      return charge.terms.capture === 'manual' ? [ofCharge('charge.succeeded', charge)] : [];
    case 'ChargeCaptured':
      return charge.terms.capture === 'manual'
        ? [ofCharge('charge.captured', charge, beforeCapture(charge, event))]
        : [ofCharge('charge.succeeded', charge)];
    case 'ChargeDeclined':
      return [ofCharge('charge.failed', charge)];
    case 'ChargeVoided':
      return [
        ofRefund('refund.created', charge, event.refundId),
        ofCharge('charge.refunded', charge, beforeRefund(charge, event.released)),
      ];
    case 'ChargeExpired':
      return [ofCharge('charge.expired', charge, beforeRefund(charge, event.released))];
    case 'RefundPending':
      return [ofRefund('refund.created', charge, event.refundId)];
    case 'RefundSucceeded':
      return refunded(event, charge);
    case 'RefundFailed':
      return refundFailed(event.refundId, charge);
    case 'ChargeUpdated':
      return [ofCharge('charge.updated', charge, beforeUpdate(event.previous, charge.details))];
    case 'ChargeRequested':
    case 'AuthorizationUnknown':
    case 'CaptureRequested':
    case 'CaptureUnknown':
    case 'CaptureFailed':
    case 'VoidRequested':
    case 'VoidUnknown':
    case 'VoidFailed':
    case 'RefundRequested':
    case 'RefundUnknown':
    case 'AcquirerContradicted':
    case 'CommandRejected':
      return [];
  }
}

type Previous = PublicEvent['previousAttributes'];

const ofCharge = (type: string, charge: Charge, previous?: Previous): PublicEvent => ({
  type,
  object: renderCharge(charge),
  ...(previous && { previousAttributes: previous }),
});

const ofRefund = (
  type: string,
  charge: Charge,
  refundId: string,
  previous?: Previous,
): PublicEvent => ({
  type,
  object: renderRefund(charge, refundId),
  ...(previous && { previousAttributes: previous }),
});

const wasPending = (charge: Charge, refundId: string): boolean =>
  charge.refunds.some((refund) => refund.refundId === refundId && refund.wasPending);

type Of<T extends ChargeEvent['type']> = Extract<ChargeEvent, { type: T }>;

function refunded({ refundId, amount }: Of<'RefundSucceeded'>, charge: Charge): PublicEvent[] {
  const onCharge = ofCharge('charge.refunded', charge, beforeRefund(charge, amount));
  if (!wasPending(charge, refundId))
    return [ofRefund('refund.created', charge, refundId), onCharge];
  const pending = { status: 'pending', pending_reason: 'processing' };
  return [
    onCharge,
    ofRefund('refund.updated', charge, refundId, pending),
    ofRefund('charge.refund.updated', charge, refundId, pending),
  ];
}

function refundFailed(refundId: string, charge: Charge): PublicEvent[] {
  const failed = ofRefund('refund.failed', charge, refundId);
  // Refused at once: nobody has heard of this refund yet.
  if (!wasPending(charge, refundId)) return [ofRefund('refund.created', charge, refundId), failed];
  const pending = { status: 'pending', pending_reason: 'processing' };
  return [failed, ofRefund('charge.refund.updated', charge, refundId, pending)];
}

function beforeRefund(charge: Charge, amount: bigint): Previous {
  const now = refundedAmount(charge) + releasedAmount(charge);
  return {
    amount_refunded: publicAmount(now - amount),
    ...(now === charge.terms.amount && { refunded: false }),
  };
}

function beforeCapture(
  charge: Charge,
  { amount, released, final }: Of<'ChargeCaptured'>,
): Previous {
  const earlier = capturedAmount(charge) - amount;
  return {
    amount_captured: publicAmount(earlier),
    ...(released > 0n && { amount_refunded: 0 }),
    ...(earlier === 0n && { balance_transaction: null }),
    ...(final && { captured: false }),
  };
}

/** The public names of the details that an update may change. */
const publicNames = {
  description: 'description',
  metadata: 'metadata',
  receiptEmail: 'receipt_email',
  shipping: 'shipping',
  statementDescriptor: 'statement_descriptor',
  statementDescriptorSuffix: 'statement_descriptor_suffix',
  transferGroup: 'transfer_group',
  fraudDetails: 'fraud_details',
  customer: 'customer',
} as const satisfies Record<keyof ChargeDetails, string>;

function beforeUpdate(previous: Partial<ChargeDetails>, now: ChargeDetails): Previous {
  const names = Object.keys(previous) as (keyof ChargeDetails)[];
  return Object.fromEntries(
    names.map((name) => [
      publicNames[name],
      name === 'metadata' ? changedKeys(previous.metadata ?? {}, now.metadata) : previous[name],
    ]),
  );
}

/** Of metadata only the changed keys are told; a key that is new was null. */
function changedKeys(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
) {
  const own = (of: Readonly<Record<string, string>>, key: string) =>
    Object.hasOwn(of, key) ? of[key] : null;
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return Object.fromEntries(
    keys.filter((key) => own(before, key) !== own(now, key)).map((key) => [key, own(before, key)]),
  );
}
