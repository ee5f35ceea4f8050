// One payer's requests, numbered as they are made: the number is the key of the request.
import type { LoadClient } from './load-client.js';
import type { Answer, Operation } from './request-journal.js';

export const currency = 'hkd';
export const typedCard =
  'card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=2034&card[cvc]=314';

export class Story {
  private steps = 0;

  /** @param name unique, and the beginning of all its keys */
  constructor(
    private readonly client: LoadClient,
    private readonly name: string,
  ) {}

  /** The key of the request that comes next; an order goes by it, so the log can say whose it is. */
  get nextKey(): string {
    return `${this.name}-${this.steps}`;
  }

  post(operation: Operation, path: string, body = ''): Promise<Answer> {
    return this.client.ask({ key: this.takeKey(), operation, path, body });
  }

  /** Posts; @returns the id of what was made, none if nothing was. */
  async make(operation: Operation, path: string, body: string): Promise<string | undefined> {
    const { status, text } = await this.post(operation, path, body);
    return status === 200 ? (JSON.parse(text) as { id: string }).id : undefined;
  }

  /** Reads again and again until the answer is the awaited one. */
  async read(
    operation: Operation,
    path: string,
    isAwaited: (answer: Answer) => boolean,
  ): Promise<void> {
    const request = { key: this.takeKey(), operation, method: 'GET', path, body: '' } as const;
    await this.client.ask(request, isAwaited);
  }

  private takeKey(): string {
    const key = this.nextKey;
    this.steps += 1;
    return key;
  }
}
