// What a merchant asks of payment intents, and what payers' banks send for them.
import { parseFpsPayload } from '@ledgerway/contracts';
import type { Answer } from './request-journal.js';
import { currency, typedCard, type Story } from './story.js';

/** An intent as far as a story needs it. */
export type MadeIntent = {
  readonly id: string;
  readonly order: string;
  readonly amount: number;
  readonly status: string;
  readonly latest_charge: string | null;
  readonly payment_method: string | null;
  readonly next_action: { readonly fps_display_qr_code?: { readonly data: string } } | null;
};

type Pays = {
  readonly card?: string;
  readonly hold?: boolean;
  readonly customer?: string;
  /** The card is kept with the customer, for when the payer is not there. */
  readonly keep?: boolean;
};
type Made = Promise<MadeIntent | undefined>;

const path = '/v1/payment_intents';
const byCard =
  'automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never';
const byTransfer = 'confirm=true&payment_method_types[]=fps&payment_method_data[type]=fps';

export class Intents {
  constructor(private readonly story: Story) {}

  /** One that is paid later. */
  async create(amount: number): Made {
    const made = this.next(amount);
    const answer = await this.story.post({ kind: 'intent' }, path, `${made.terms}&${byCard}`);
    return intentIn(answer, made);
  }

  /** One that is paid at once; @returns it also if the payment was declined. */
  async pay(amount: number, options: Pays = {}): Made {
    const { card = 'pm_card_visa', hold = false, customer, keep = false } = options;
    const made = this.next(amount);
    const terms = [
      made.terms,
      byCard,
      `confirm=true&payment_method=${card}`,
      ...(hold ? ['capture_method=manual'] : []),
      ...(customer === undefined ? [] : [`customer=${customer}`]),
      ...(keep ? ['setup_future_usage=off_session'] : []),
    ];
    const { order } = made;
    const answer = await this.story.post(
      { kind: 'payment', order, intent: null, amount, hold, keep },
      path,
      terms.join('&'),
    );
    return intentIn(answer, made);
  }

  /** @param method made before, by itself: it serves once */
  async confirm(intent: MadeIntent, method?: string): Made {
    const { id, order, amount } = intent;
    const answer = await this.story.post(
      { kind: 'payment', order, intent: id, amount, ...(method !== undefined && { method }) },
      `${path}/${id}/confirm`,
      `payment_method=${method ?? 'pm_card_visa'}`,
    );
    return intentIn(answer, intent);
  }

  /** Of a card that was typed in: its number goes through the vault. */
  method = () =>
    this.story.make({ kind: 'method' }, '/v1/payment_methods', `type=card&${typedCard}`);

  capture = ({ id, latest_charge: charge, amount: held }: MadeIntent, amount: number) =>
    this.story.post(
      { kind: 'intent capture', charge: charge ?? '', amount, held },
      `${path}/${id}/capture`,
      `amount_to_capture=${amount}`,
    );

  cancel = ({ id, latest_charge: charge, amount: held }: MadeIntent) =>
    this.story.post({ kind: 'intent cancel', charge, held }, `${path}/${id}/cancel`);

  /** One that waits for a bank transfer. */
  async transferCode(amount: number): Made {
    const made = this.next(amount);
    const answer = await this.story.post(
      { kind: 'transfer code' },
      path,
      `${made.terms}&${byTransfer}`,
    );
    return intentIn(answer, made);
  }

  /** The payer's bank sends money; @returns whether it paid an intent. */
  async credit(reference: string, amount: number): Promise<boolean> {
    const { status, text } = await this.story.post(
      { kind: 'credit', amount },
      '/v1/test_helpers/fps/credit',
      `reference=${reference}&amount=${amount}&currency=${currency}`,
    );
    return status === 200 && (JSON.parse(text) as { matched: boolean }).matched;
  }

  /** Looks until the transfer that came in has paid the intent. */
  untilTransferred = ({ id, order, amount }: MadeIntent) =>
    this.story.read(
      { kind: 'transferred', order, amount },
      `${path}/${id}`,
      ({ status, text }) =>
        status !== 200 || (JSON.parse(text) as MadeIntent).status === 'succeeded',
    );

  /** The intent that the next request makes. */
  private next(amount: number) {
    const order = this.story.nextKey;
    const terms = `amount=${amount}&currency=${currency}&metadata[order]=${order}`;
    return { order, amount, terms };
  }
}

/** What the payer's bank has to write for this code. */
export function referenceOf({ next_action: action }: MadeIntent): string | undefined {
  const read = parseFpsPayload(action?.fps_display_qr_code?.data ?? '');
  return read.ok ? read.payload.reference : undefined;
}

/** The intent that an answer is or, if it refuses, is about. */
function intentIn(
  { status, text }: Answer,
  { order, amount }: Pick<MadeIntent, 'order' | 'amount'>,
): MadeIntent | undefined {
  const json = JSON.parse(text) as MadeIntent & { error?: { payment_intent?: MadeIntent } };
  const intent = status === 200 ? json : json.error?.payment_intent;
  return intent && { ...intent, order, amount };
}
