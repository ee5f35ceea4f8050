// What the events of the log say, told as facts. Statuses are worked out here once more, from the
// events alone: what the services make of them is what is under test.
import { coreOf, idOf } from '@ledgerway/contracts';
import type { StreamEvent } from '@ledgerway/domain';
import { fact, type Fact } from './facts.js';

export class LogFacts {
  readonly orders: Fact[] = [];
  readonly money: Fact[] = [];
  readonly credits: Fact[] = [];
  readonly released: Fact[] = [];
  /** Refunds that the acquirer called pending: whether it did is nobody's promise. */
  readonly slowRefunds = new Set<string>();
  /** What merchants' streams were told that they are owed, in minor units, by account. */
  readonly owed = new Map<string, bigint>();
  private readonly statuses = new Map<string, string>();
  /** By stream: the attempt that is under way, and what it may take. */
  private readonly charges = new Map<string, { id: string; held: boolean }>();

  get intents(): Fact[] {
    return [...this.statuses].map(([id, status]) => fact.intent(id, status));
  }

  /** In the order of their positions. */
  add(streamId: string, event: StreamEvent): void {
    if (event.type === 'ChargeRequested') this.addCharge(streamId, event);
    const intent = idOf('pi', coreOf(streamId));
    const charge = this.charges.get(streamId) ?? { id: idOf('ch', coreOf(streamId)), held: false };
    this.money.push(...moneyFacts(event, charge.id));
    if ('released' in event && event.type !== 'FundsReleased' && event.released > 0n)
      this.released.push(fact.released(charge.id, event.released));
    if (event.type === 'FundsRecorded') this.addOwed(event);
    const status = statusAfter(event, charge.held);
    const isKnown = event.type === 'PaymentIntentCreated' || this.statuses.has(intent);
    if (status !== undefined && isKnown) this.statuses.set(intent, status);
    if (event.type === 'RefundPending') this.slowRefunds.add(event.refundId);
    if (event.type === 'CreditUnmatched') {
      const { bankReference, amount, cause } = event.credit;
      this.credits.push(fact.credited(bankReference, amount, cause));
    }
  }

  private addOwed({ merchantId, funds }: Extract<StreamEvent, { type: 'FundsRecorded' }>): void {
    const sum = funds.reduce(
      (total, { amount }) => total + amount,
      this.owed.get(merchantId) ?? 0n,
    );
    this.owed.set(merchantId, sum);
  }

  private addCharge(
    streamId: string,
    { terms }: Extract<StreamEvent, { type: 'ChargeRequested' }>,
  ): void {
    const { chargeId, capture, amount, bankReference, paymentIntent, details } = terms;
    this.charges.set(streamId, { id: chargeId, held: capture === 'manual' });
    this.orders.push(fact.ordered(details.metadata['order'] ?? 'of nobody', chargeId));
    if (bankReference !== null)
      this.credits.push(fact.credited(bankReference, amount, paymentIntent ?? 'no intent'));
  }
}

function moneyFacts(event: StreamEvent, charge: string): Fact[] {
  switch (event.type) {
    case 'ChargeAuthorized':
      return [fact.authorized(charge, event.amount)];
    case 'ChargeDeclined':
      return [fact.declined(charge)];
    case 'ChargeCaptured':
      return [fact.captured(charge, event.amount)];
    case 'ChargeVoided':
      return [fact.voided(charge)];
    case 'RefundSucceeded':
      return [fact.refunded(event.refundId, charge, event.amount)];
    case 'RefundCanceled':
      return [fact.unrefunded(event.refundId)];
    case 'AcquirerContradicted':
      return [`contradicted: ${event.intentId} was ${event.recorded}, is ${event.said}`];
    default:
      return [];
  }
}

/** What an event makes of the payment intent in whose stream it is; nothing if it changes nothing. */
function statusAfter(event: StreamEvent, held: boolean): string | undefined {
  switch (event.type) {
    case 'PaymentIntentCreated':
    case 'ChargeDeclined':
      return 'requires_payment_method';
    case 'PaymentIntentActionRequired':
      return 'requires_action';
    case 'ChargeRequested':
      return 'processing';
    case 'ChargeAuthorized':
      return held ? 'requires_capture' : undefined;
    case 'ChargeCaptured':
      return 'succeeded';
    case 'PaymentIntentCanceled':
      return 'canceled';
    default:
      return undefined;
  }
}
