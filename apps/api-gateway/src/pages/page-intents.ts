// What the payer's pages need of payments; nothing else of them is known here.
import type { Money } from '@ledgerway/domain';

export type PageMethod = 'card' | 'alipay' | 'wechat_pay' | 'fps';

/** How the latest attempt stands. A canceled intent is canceled whatever its attempt was. */
export type PageState = 'waiting' | 'processing' | 'done' | 'failed' | 'expired' | 'canceled';

/** A payment or setup intent as its payer may see it. */
export type PageIntent = {
  readonly id: string;
  readonly kind: 'payment' | 'setup';
  readonly livemode: boolean;
  readonly clientSecret: string;
  /** The number of the latest attempt: a page of an earlier one cannot settle it. */
  readonly attempt: number;
  readonly merchantName: string;
  /** Null if nothing is to be paid. */
  readonly amount: Money | null;
  /** Of the latest attempt, also when that has failed. */
  readonly method: PageMethod;
  readonly state: PageState;
  readonly returnUrl: string | null;
  /** What the latest attempt is paid with, if that is a QR code. */
  readonly qr: PageQr | null;
};

export type PageQr = {
  /** The text of the code. */
  readonly data: string;
  /** What names the payment in a bank transfer, if that is how it is paid. */
  readonly reference: string | null;
  /** Unix milliseconds. */
  readonly expiresAt: number | null;
};

/** `processing`: the payer has agreed, and the money takes its time. A later outcome ends that. */
export const pageOutcomes = ['succeeded', 'failed', 'processing'] as const;
export type PageOutcome = (typeof pageOutcomes)[number];
export const isOutcome = (text: string): text is PageOutcome =>
  (pageOutcomes as readonly string[]).includes(text);

/** A bank transfer that comes in. The same id again is the same transfer. */
export type PageCredit = { readonly creditId: string; readonly amount: bigint };

/**
 * An abstract class, so that Nest can find the implementation by it. Both commands are about the
 * attempt that `intent` was found with: one that has moved on since is left as it is, silently.
 * They return when a `find` shows their effect.
 */
export abstract class PageIntents {
  /** @param id of a payment or setup intent, as the client sent it */
  abstract find(id: string): Promise<PageIntent | undefined>;
  abstract complete(intent: PageIntent, outcome: PageOutcome): Promise<void>;
  /** For payments by FPS, in the currency of the payment. */
  abstract credit(intent: PageIntent, credit: PageCredit): Promise<void>;
}
