// What merchants do with a card: each flow is one payer's story, from the charge to its end.
import type { Random } from '../random.js';
import type { LoadClient } from './load-client.js';
import type { Answer, Operation } from './request-journal.js';

export const currency = 'hkd';

type Flow = (merchant: Merchant) => Promise<void>;

/** A story ends early when an answer is not the one it needs; the oracle judges what is there. */
class Merchant {
  private steps = 0;

  constructor(
    private readonly client: LoadClient,
    private readonly name: string,
    readonly random: Random,
  ) {}

  sale = (amount: number, card = 'tok_visa') =>
    this.charge({ kind: 'sale', amount }, `amount=${amount}&source=${card}`);

  authorization = (amount: number) =>
    this.charge(
      { kind: 'authorization', amount },
      `amount=${amount}&source=tok_visa&capture=false`,
    );

  capture = (charge: string, amount: number) =>
    this.ask(
      { kind: 'capture', charge, amount },
      `/v1/charges/${charge}/capture`,
      `amount=${amount}`,
    );

  void = (charge: string, amount: number) =>
    this.ask({ kind: 'void', charge, amount }, '/v1/refunds', `charge=${charge}`);

  refund = (charge: string, amount: number) =>
    this.ask(
      { kind: 'refund', charge, amount },
      '/v1/refunds',
      `charge=${charge}&amount=${amount}`,
    );

  /** The charge's id; none if it was declined. */
  private async charge(operation: Operation, terms: string): Promise<string | undefined> {
    // The order's number is the key of its request, so the log can say who asked for a charge.
    const order = `metadata[order]=${this.name}-${this.steps}`;
    const answer = await this.ask(
      operation,
      '/v1/charges',
      `${terms}&currency=${currency}&${order}`,
    );
    return answer.status === 200 ? (JSON.parse(answer.text) as { id: string }).id : undefined;
  }

  private ask(operation: Operation, path: string, body: string): Promise<Answer> {
    const key = `${this.name}-${this.steps}`;
    this.steps += 1;
    return this.client.ask({ key, operation, path, body });
  }
}

const amountOf = ({ random }: Merchant) => random.between(1_000, 999_999);

const sale: Flow = async (merchant) => {
  await merchant.sale(amountOf(merchant));
};

const decline: Flow = async (merchant) => {
  const cards = ['tok_chargeDeclined', 'tok_chargeDeclinedInsufficientFunds'];
  await merchant.sale(amountOf(merchant), merchant.random.pick(cards));
};

const saleAndRefunds: Flow = async (merchant) => {
  const amount = amountOf(merchant);
  const charge = await merchant.sale(amount);
  if (charge === undefined) return;
  const part = merchant.random.between(1, amount - 1);
  await merchant.refund(charge, part);
  await merchant.refund(charge, amount - part);
};

/** Two clerks refund the same goods at once: together they exceed the charge, so one must lose. */
const rivalRefunds: Flow = async (merchant) => {
  const amount = amountOf(merchant);
  const charge = await merchant.sale(amount);
  if (charge === undefined) return;
  const most = Math.ceil(amount * 0.6);
  await Promise.all([merchant.refund(charge, most), merchant.refund(charge, most)]);
};

const authorizeAndCapture: Flow = async (merchant) => {
  const amount = amountOf(merchant);
  const charge = await merchant.authorization(amount);
  if (charge === undefined) return;
  await merchant.capture(
    charge,
    merchant.random.pick([amount, merchant.random.between(1, amount)]),
  );
};

const authorizeAndVoid: Flow = async (merchant) => {
  const amount = amountOf(merchant);
  const charge = await merchant.authorization(amount);
  if (charge !== undefined) await merchant.void(charge, amount);
};

const flows: readonly Flow[] = [
  sale,
  sale,
  sale,
  decline,
  saleAndRefunds,
  saleAndRefunds,
  rivalRefunds,
  authorizeAndCapture,
  authorizeAndCapture,
  authorizeAndVoid,
];

/** Plays one story; `name` is unique and begins the keys of its requests. */
export const playFlow = (client: LoadClient, name: string, random: Random): Promise<void> =>
  random.pick(flows)(new Merchant(client, name, random));
