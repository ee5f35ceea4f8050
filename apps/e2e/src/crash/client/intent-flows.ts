// Stories of payment intents: one payment each, over as many attempts as it takes.
import type { Flow } from './flows.js';
import { referenceOf, type MadeIntent } from './intents.js';
import type { Merchant } from './merchant.js';

const payAtOnce: Flow = async (merchant) => {
  await merchant.intents.pay(merchant.amount);
};

const payLater: Flow = async (merchant) => {
  const intent = await merchant.intents.create(merchant.amount);
  if (intent !== undefined) await merchant.intents.confirm(intent);
};

const payWithTypedCard: Flow = async (merchant) => {
  const method = await merchant.intents.method();
  const intent = await merchant.intents.create(merchant.amount);
  if (intent !== undefined && method !== undefined) await merchant.intents.confirm(intent, method);
};

/** A payer's card is charged once more when the payer is not there. */
const payAndKeepCard: Flow = async (merchant) => {
  const customer = await merchant.customer();
  if (customer === undefined) return;
  const paid = await merchant.intents.pay(merchant.amount, { customer, keep: true });
  const card = paid?.payment_method ?? undefined;
  if (card !== undefined) await merchant.intents.pay(merchant.amount, { customer, card });
};

const declineAndRetry: Flow = async (merchant) => {
  const declined = await merchant.intents.pay(merchant.amount, { card: 'pm_card_chargeDeclined' });
  if (declined !== undefined) await merchant.intents.confirm(declined);
};

/** The payer clicks twice, in two windows: whatever happens, the money is taken once. */
const rivalConfirmations: Flow = async (merchant) => {
  const intent = await merchant.intents.create(merchant.amount);
  if (intent === undefined) return;
  await Promise.all([merchant.intents.confirm(intent), merchant.intents.confirm(intent)]);
};

/** Two orders want the same method, which serves once: one of them has to do without. */
const rivalIntents: Flow = async (merchant) => {
  const method = await merchant.intents.method();
  const [one, other] = [
    await merchant.intents.create(merchant.amount),
    await merchant.intents.create(merchant.amount),
  ];
  if (method === undefined || one === undefined || other === undefined) return;
  await Promise.all([
    merchant.intents.confirm(one, method),
    merchant.intents.confirm(other, method),
  ]);
};

const holdAndCapture: Flow = async (merchant) => {
  const { amount } = merchant;
  const held = await merchant.intents.pay(amount, { hold: true });
  if (held?.status !== 'requires_capture') return;
  await merchant.intents.capture(
    held,
    merchant.random.pick([amount, merchant.random.between(1, amount)]),
  );
};

const holdAndCancel: Flow = async (merchant) => {
  const held = await merchant.intents.pay(merchant.amount, { hold: true });
  if (held?.status === 'requires_capture') await merchant.intents.cancel(held);
};

const cancelUnpaid: Flow = async (merchant) => {
  const intent = await merchant.intents.create(merchant.amount);
  if (intent !== undefined) await merchant.intents.cancel(intent);
};

/** Plays a story with an intent that waits for a bank transfer of this reference. */
const withCode =
  (play: (merchant: Merchant, intent: MadeIntent, reference: string) => Promise<void>): Flow =>
  async (merchant) => {
    const intent = await merchant.intents.transferCode(merchant.amount);
    const reference = intent && referenceOf(intent);
    if (intent !== undefined && reference !== undefined) await play(merchant, intent, reference);
  };

const transfer = withCode(async (merchant, intent, reference) => {
  if (await merchant.intents.credit(reference, intent.amount))
    await merchant.intents.untilTransferred(intent);
});

/** The payer's bank sends the same sum twice: one pays, and the other must not get lost. */
const transferTwice = withCode(async (merchant, intent, reference) => {
  const both = [
    merchant.intents.credit(reference, intent.amount),
    merchant.intents.credit(reference, intent.amount),
  ];
  if ((await Promise.all(both)).includes(true)) await merchant.intents.untilTransferred(intent);
});

const transferTooLittle = withCode(async (merchant, { amount }, reference) => {
  await merchant.intents.credit(reference, amount - 1);
});

const transferTooLate = withCode(async (merchant, intent, reference) => {
  await merchant.intents.cancel(intent);
  await merchant.intents.credit(reference, intent.amount);
});

export const intentFlows: readonly Flow[] = [
  payAtOnce,
  payAtOnce,
  payLater,
  payWithTypedCard,
  payAndKeepCard,
  declineAndRetry,
  rivalConfirmations,
  rivalIntents,
  holdAndCapture,
  holdAndCancel,
  cancelUnpaid,
  transfer,
  transferTwice,
  transferTooLittle,
  transferTooLate,
];
