// What merchants do: each flow is one payer's story, from the first request to its end.
import type { Random } from '../random.js';
import { intentFlows } from './intent-flows.js';
import type { LoadClient } from './load-client.js';
import { Merchant } from './merchant.js';

export type Flow = (merchant: Merchant) => Promise<void>;

const sale: Flow = async (merchant) => {
  await merchant.sale(merchant.amount);
};

const decline: Flow = async (merchant) => {
  const cards = ['tok_chargeDeclined', 'tok_chargeDeclinedInsufficientFunds'];
  await merchant.sale(merchant.amount, `source=${merchant.random.pick(cards)}`);
};

const saleOfTypedCard: Flow = async (merchant) => {
  const token = await merchant.token();
  if (token !== undefined) await merchant.sale(merchant.amount, `source=${token}`);
};

const salesToCustomer: Flow = async (merchant) => {
  const customer = await merchant.customer('tok_visa');
  if (customer === undefined) return;
  await merchant.sale(merchant.amount, `customer=${customer}`);
  await merchant.sale(merchant.amount, `customer=${customer}`);
};

const saleAndRefunds: Flow = async (merchant) => {
  const { amount } = merchant;
  const charge = await merchant.sale(amount);
  if (charge === undefined) return;
  const part = merchant.random.between(1, amount - 1);
  await merchant.refund(charge, part);
  await merchant.refund(charge, amount - part);
};

/** Two clerks refund the same goods at once: together they exceed the charge, so one must lose. */
const rivalRefunds: Flow = async (merchant) => {
  const { amount } = merchant;
  const charge = await merchant.sale(amount);
  if (charge === undefined) return;
  const most = Math.ceil(amount * 0.6);
  await Promise.all([merchant.refund(charge, most), merchant.refund(charge, most)]);
};

/** A refund that the payer's bank takes its time with, and perhaps one second thought. */
const slowRefund: Flow = async (merchant) => {
  const { amount } = merchant;
  const charge = await merchant.sale(amount, 'source=tok_pendingRefund');
  if (charge === undefined) return;
  const refund = await merchant.slowRefund(charge, amount);
  if (refund !== undefined && merchant.random.pick([true, false]))
    await merchant.cancelRefund(refund);
};

const authorizeAndCapture: Flow = async (merchant) => {
  const { amount } = merchant;
  const charge = await merchant.authorization(amount);
  if (charge === undefined) return;
  const part = merchant.random.pick([amount, merchant.random.between(1, amount)]);
  await merchant.capture(charge, part, amount);
};

const authorizeAndVoid: Flow = async (merchant) => {
  const { amount } = merchant;
  const charge = await merchant.authorization(amount);
  if (charge !== undefined) await merchant.void(charge, amount);
};

const flows: readonly Flow[] = [
  sale,
  sale,
  decline,
  saleOfTypedCard,
  salesToCustomer,
  saleAndRefunds,
  saleAndRefunds,
  rivalRefunds,
  slowRefund,
  authorizeAndCapture,
  authorizeAndCapture,
  authorizeAndVoid,
  ...intentFlows,
];

/** Plays one story; `name` is unique and begins the keys of its requests. */
export const playFlow = (client: LoadClient, name: string, random: Random): Promise<void> =>
  random.pick(flows)(new Merchant(client, name, random));
