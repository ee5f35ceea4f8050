// What the answers to requests about charges, refunds and customers promise.
import type { ChargeOperation } from '../client/request-journal.js';
import { fact } from './facts.js';
import type { Promised, Promisers, Said } from './promised.js';

export type PublicCharge = {
  readonly id: string;
  readonly amount: number;
  readonly amount_captured: number;
  readonly status: string;
};
export type PublicRefund = {
  readonly id: string;
  readonly amount: number;
  readonly charge: string;
  readonly status: string;
};
type PublicCustomer = { readonly id: string; readonly default_source: string | null };

export const chargePromises: Promisers<ChargeOperation> = {
  sale({ amount }, said, promised) {
    if (said.status === 402) return addDecline(said, promised);
    const { id } = JSON.parse(said.text) as PublicCharge;
    addAuthorization(said.key, id, amount, promised);
    addCapture(id, amount, promised);
  },
  authorization({ amount }, said, promised) {
    if (said.status === 402) return addDecline(said, promised);
    const { id } = JSON.parse(said.text) as PublicCharge;
    addAuthorization(said.key, id, amount, promised);
  },
  capture({ charge, amount, held }, _said, promised) {
    addCapture(charge, amount, promised);
    addRelease(charge, held - amount, promised);
    promised.webhooks.push(fact.told('charge.captured', charge));
  },
  void({ charge, amount }, { text }, promised) {
    const { id } = JSON.parse(text) as PublicRefund;
    promised.money.push(fact.voided(charge));
    addRelease(charge, amount, promised);
    promised.webhooks.push(fact.told('refund.created', id), fact.told('charge.refunded', charge));
  },
  refund({ charge, amount }, { text }, promised) {
    const { id } = JSON.parse(text) as PublicRefund;
    promised.webhooks.push(fact.told('refund.created', id));
    addRefund(id, charge, amount, promised);
  },
  'slow refund'({ charge, amount }, { text }, promised) {
    const { id } = JSON.parse(text) as PublicRefund;
    promised.webhooks.push(fact.told('refund.created', id));
    const isCanceled = promised.canceledRefunds.has(id);
    if (isCanceled) {
      promised.money.push(fact.unrefunded(id));
      promised.owed.push(-amount, amount);
    } else addRefund(id, charge, amount, promised);
    if (isCanceled || promised.slowRefunds.has(id))
      for (const type of ['refund.updated', 'charge.refund.updated'])
        promised.webhooks.push(fact.told(type, id));
  },
  /** Told of where the refund is: what it promises depends on whether it was taken back. */
  'refund cancel': () => undefined,
  token: () => undefined,
  customer({ withCard }, { text }, promised) {
    const { id, default_source: card } = JSON.parse(text) as PublicCustomer;
    promised.webhooks.push(fact.told('customer.created', id));
    if (withCard) promised.webhooks.push(fact.told('customer.source.created', card ?? 'no card'));
  },
};

export function addAuthorization(
  order: string,
  charge: string,
  amount: number,
  promised: Promised,
): void {
  promised.orders.push(fact.ordered(order, charge));
  promised.money.push(fact.authorized(charge, amount));
  promised.webhooks.push(fact.told('charge.succeeded', charge));
}

export function addCapture(charge: string, amount: number, promised: Promised): void {
  promised.money.push(fact.captured(charge, amount));
  promised.owed.push(amount);
}

export function addRelease(charge: string, amount: number, promised: Promised): void {
  if (amount > 0) promised.released.push(fact.released(charge, amount));
}

function addRefund(id: string, charge: string, amount: number, promised: Promised): void {
  promised.money.push(fact.refunded(id, charge, amount));
  promised.webhooks.push(fact.told('charge.refunded', charge));
  promised.owed.push(-amount);
}

/** @param order the key of the request that named the order: this one, unless an earlier one did */
export function addDecline({ key, text }: Said, promised: Promised, order = key): void {
  const { error } = JSON.parse(text) as { error: { charge: string } };
  promised.orders.push(fact.ordered(order, error.charge));
  promised.money.push(fact.declined(error.charge));
  promised.webhooks.push(fact.told('charge.failed', error.charge));
}
