import {
  PageIntents,
  type PageCredit,
  type PageIntent,
  type PageOutcome,
  type PageState,
} from '../pages/page-intents.js';

const stateAfter: Readonly<Record<PageOutcome, PageState>> = {
  succeeded: 'done',
  failed: 'failed',
  processing: 'processing',
};

/** Payments as the pages see them: each attempt is settled once, and each credit counts once. */
export class FakePageIntents extends PageIntents {
  readonly settled: string[] = [];
  readonly credits = new Map<string, bigint>();
  private readonly intents = new Map<string, PageIntent>();

  put(intent: PageIntent): void {
    this.intents.set(intent.id, intent);
  }

  async find(id: string): Promise<PageIntent | undefined> {
    return this.intents.get(id);
  }

  async complete(intent: PageIntent, outcome: PageOutcome): Promise<void> {
    const now = this.open(intent);
    if (now === undefined) return;
    this.settled.push(`${now.id} ${outcome}`);
    this.put({ ...now, state: stateAfter[outcome] });
  }

  async credit(intent: PageIntent, { creditId, amount }: PageCredit): Promise<void> {
    if (this.credits.has(creditId)) return;
    this.credits.set(creditId, amount);
    const now = this.open(intent);
    if (now?.amount?.amount === amount) this.put({ ...now, state: 'done' });
  }

  private open({ id, attempt }: PageIntent): PageIntent | undefined {
    const now = this.intents.get(id);
    const open = now?.state === 'waiting' || now?.state === 'processing';
    return open && now.attempt === attempt ? now : undefined;
  }
}

export const anIntent = (over: Partial<PageIntent> = {}): PageIntent => ({
  id: 'pi_1',
  kind: 'payment',
  livemode: false,
  clientSecret: 'pi_1_secret_2',
  attempt: 1,
  merchantName: 'Kowloon Tea House',
  amount: { amount: 12_850n, currency: 'hkd' },
  method: 'card',
  state: 'waiting',
  returnUrl: 'https://shop.example/order?number=7',
  qr: null,
  ...over,
});

export const anFpsIntent = (over: Partial<PageIntent> = {}): PageIntent =>
  anIntent({
    method: 'fps',
    returnUrl: null,
    qr: {
      data: '0002010102…',
      reference: '03SohNRYm8ShdIxvTqaWcT1',
      expiresAt: Date.UTC(2026, 11, 31, 15, 59),
    },
    ...over,
  });
