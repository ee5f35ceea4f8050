// What all pages say alike.
import { shownAmount } from '@ledgerway/contracts';
import type { FormTokens } from './form-tokens.js';
import { html, type Html } from './html.js';
import type { Page } from './page.js';
import type { PageIntent, PageMethod } from './page-intents.js';

/** One kind of page: which intents it is for, and how it looks while they wait. */
export type PageView = {
  readonly methods: readonly PageMethod[];
  /** Whether a payment in progress can still be settled here, as one that waits can. */
  readonly settlesProcessing: boolean;
  readonly render: (intent: PageIntent, context: PageContext) => Page;
};

export type PageContext = {
  readonly forms: FormTokens;
  /** Names the credit of this page's forms, however often they are sent. */
  readonly creditId: string;
  /** The last credit of this payer did not pay the intent. */
  readonly unmatched?: boolean;
  /** An amount that could not be read, as it was typed. */
  readonly badAmount?: string;
};

export const amountOf = ({ amount }: PageIntent): Html | undefined =>
  amount === null ? undefined : html`<p class="amount">${shownAmount(amount)}</p>`;

/** As a sentence names it: `the payment of HK$128.50`. */
export const whatIsPaid = ({ amount }: PageIntent): string =>
  amount === null ? 'saving your card' : `the payment of ${shownAmount(amount)}`;

export const titleOf = (heading: string, { merchantName }: PageIntent): string =>
  `${heading} – ${merchantName}`;

/** A time as the payer reads it, in the one time zone of all methods that have an expiry. */
export const timeElement = (timeMs: number): Html =>
  html`<time datetime="${new Date(timeMs).toISOString()}">${hongKong.format(timeMs)} HKT</time>`;

const hongKong = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Hong_Kong',
  dateStyle: 'medium',
  timeStyle: 'short',
});

export const unknownPage: Page = {
  status: 404,
  title: 'Nothing here',
  body: html`<h1>Nothing here</h1>
    <p>This payment does not exist, or it goes on in another way.</p>
    <p class="soft">Please go back to the merchant’s page.</p>`,
};

export const staleFormPage: Page = {
  status: 403,
  title: 'This form is out of date',
  body: html`<h1>This form is out of date</h1>
    <p>It was not sent from the current page of this payment. Nothing has been done.</p>
    <p class="soft">Please open the page again and try once more.</p>`,
};
