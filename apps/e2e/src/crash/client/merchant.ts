// A merchant's server while it serves one payer: what it can ask of the gateway.
import type { Random } from '../random.js';
import { Intents } from './intents.js';
import type { LoadClient } from './load-client.js';
import type { Operation } from './request-journal.js';
import { currency, Story, typedCard } from './story.js';

/** A story ends early when an answer is not the one it needs; the oracle judges what is there. */
export class Merchant {
  readonly intents: Intents;
  private readonly story: Story;

  constructor(
    client: LoadClient,
    name: string,
    readonly random: Random,
  ) {
    this.story = new Story(client, name);
    this.intents = new Intents(this.story);
  }

  /** Of the next order, in minor units. */
  get amount(): number {
    return this.random.between(1_000, 999_999);
  }

  sale = (amount: number, payer = 'source=tok_visa') =>
    this.charge({ kind: 'sale', amount }, `amount=${amount}&${payer}`);

  authorization = (amount: number) =>
    this.charge(
      { kind: 'authorization', amount },
      `amount=${amount}&source=tok_visa&capture=false`,
    );

  capture = (charge: string, amount: number, held: number) =>
    this.story.post(
      { kind: 'capture', charge, amount, held },
      `/v1/charges/${charge}/capture`,
      `amount=${amount}`,
    );

  void = (charge: string, amount: number) =>
    this.story.post({ kind: 'void', charge, amount }, '/v1/refunds', `charge=${charge}`);

  refund = (charge: string, amount: number) =>
    this.story.post(
      { kind: 'refund', charge, amount },
      '/v1/refunds',
      `charge=${charge}&amount=${amount}`,
    );

  slowRefund = (charge: string, amount: number) =>
    this.story.make({ kind: 'slow refund', charge, amount }, '/v1/refunds', `charge=${charge}`);

  cancelRefund = (refund: string) =>
    this.story.post({ kind: 'refund cancel', refund }, `/v1/refunds/${refund}/cancel`);

  /** Of a card that was typed in: its number goes through the vault. */
  token = () => this.story.make({ kind: 'token' }, '/v1/tokens', typedCard);

  customer = (source?: string) =>
    this.story.make(
      { kind: 'customer', withCard: source !== undefined },
      '/v1/customers',
      source === undefined ? 'name=Ada' : `source=${source}`,
    );

  /** The charge's id; none if it was declined. */
  private charge(operation: Operation, terms: string): Promise<string | undefined> {
    const order = `metadata[order]=${this.story.nextKey}`;
    return this.story.make(operation, '/v1/charges', `${terms}&currency=${currency}&${order}`);
  }
}
