// What the answers to requests about payment intents promise, and those about transfers that pay them.
import type { IntentOperation } from '../client/request-journal.js';
import { addAuthorization, addCapture, addDecline, addRelease } from './charge-promises.js';
import { fact } from './facts.js';
import type { Promised, Promisers, Said } from './promised.js';

export type PublicIntent = {
  readonly id: string;
  readonly amount: number;
  readonly amount_received: number;
  readonly latest_charge: string;
  readonly payment_method: string;
  readonly status: string;
};
type PublicCredit = {
  readonly bank_reference: string;
  readonly matched: boolean;
  readonly payment_intent: string;
  readonly cause: string;
};

export const intentPromises: Promisers<IntentOperation> = {
  method: () => undefined,
  intent: (_, said, promised) => addCreated(intentIn(said), promised),
  payment({ intent, order, amount, hold = false, keep = false }, said, promised) {
    const after = intentIn(said);
    if (intent === null) addCreated(after, promised);
    if (said.status === 402) {
      addDecline(said, promised, order);
      return addStatus('payment_failed', after, promised);
    }
    addAuthorization(order, after.latest_charge, amount, promised);
    if (!hold) addCapture(after.latest_charge, amount, promised);
    addStatus(hold ? 'amount_capturable_updated' : 'succeeded', after, promised);
    if (keep) promised.webhooks.push(fact.told('payment_method.attached', after.payment_method));
  },
  'intent capture'({ charge, amount, held }, said, promised) {
    addCapture(charge, amount, promised);
    addRelease(charge, held - amount, promised);
    promised.webhooks.push(fact.told('charge.captured', charge));
    addStatus('succeeded', intentIn(said), promised);
  },
  /** What was held is given back, and no webhook tells of that apart from the intent's own. */
  'intent cancel'({ charge, held }, said, promised) {
    if (charge !== null) {
      promised.money.push(fact.voided(charge));
      addRelease(charge, held, promised);
    }
    addStatus('canceled', intentIn(said), promised);
  },
  'transfer code'(_, said, promised) {
    addCreated(intentIn(said), promised);
    addStatus('requires_action', intentIn(said), promised);
  },
  credit({ amount }, { text }, promised) {
    const credit = JSON.parse(text) as PublicCredit;
    const { bank_reference: reference, matched, payment_intent: intent, cause } = credit;
    promised.credits.push(fact.credited(reference, amount, matched ? intent : cause));
    if (matched) return;
    promised.webhooks.push(fact.told('fps.credit.unmatched', reference));
    promised.suspended.push(amount);
  },
  transferred({ order, amount }, said, promised) {
    const paid = intentIn(said);
    addAuthorization(order, paid.latest_charge, amount, promised);
    addCapture(paid.latest_charge, amount, promised);
    addStatus('succeeded', paid, promised);
  },
};

/** The intent that an answer is or, if it is a decline, is about. */
function intentIn({ status, text }: Said): PublicIntent {
  const json = JSON.parse(text) as PublicIntent & { error: { payment_intent: PublicIntent } };
  return status === 200 ? json : json.error.payment_intent;
}

function addCreated({ id }: PublicIntent, promised: Promised): void {
  promised.webhooks.push(fact.told('payment_intent.created', id));
  promised.statuses.set(id, 'requires_payment_method');
}

function addStatus(told: string, { id, status }: PublicIntent, promised: Promised): void {
  promised.webhooks.push(fact.told(`payment_intent.${told}`, id));
  promised.statuses.set(id, status);
}
