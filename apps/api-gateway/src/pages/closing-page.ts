// What became of an intent that has nothing left to do on the page that was asked for.
import { html } from './html.js';
import type { Page } from './page.js';
import type { PageIntent, PageState } from './page-intents.js';
import { amountOf, titleOf } from './page-view.js';
import { returnAddress } from './return-address.js';

type Closing = {
  readonly tone: 'good' | 'bad' | 'neutral';
  readonly heading: string;
  readonly text: string;
};

const ofPayments: Readonly<Record<PageState, Closing>> = {
  waiting: {
    tone: 'neutral',
    heading: 'Nothing to do here',
    text: 'The payment still waits. Please go back to the merchant’s page.',
  },
  processing: {
    tone: 'neutral',
    heading: 'Payment in progress',
    text: 'You have agreed to this payment. The merchant will know when it has arrived.',
  },
  done: { tone: 'good', heading: 'Payment complete', text: 'The merchant has been told.' },
  failed: {
    tone: 'bad',
    heading: 'Payment not completed',
    text: 'Nothing was paid. You can try again from the merchant’s page.',
  },
  expired: {
    tone: 'bad',
    heading: 'This code has expired',
    text: 'Please do not pay with it any more. The merchant’s page can show you a new one.',
  },
  canceled: {
    tone: 'bad',
    heading: 'Payment canceled',
    text: 'The merchant does not expect this payment any more. Please do not pay it.',
  },
};

/** A setup intent knows cards only: it is never in progress for long and never expires. */
const ofSetups: Readonly<Record<PageState, Closing>> = {
  ...ofPayments,
  done: { tone: 'good', heading: 'Card confirmed', text: 'The merchant may keep it for later.' },
  failed: {
    tone: 'bad',
    heading: 'Card not confirmed',
    text: 'You can try again from the merchant’s page.',
  },
  canceled: {
    tone: 'bad',
    heading: 'No longer needed',
    text: 'The merchant does not ask for your card any more.',
  },
};

export function closingPage(intent: PageIntent): Page {
  const { tone, heading, text } = (intent.kind === 'payment' ? ofPayments : ofSetups)[intent.state];
  const address = returnAddress(intent);
  return {
    title: titleOf(heading, intent),
    intent,
    body: html`<h1 class="${tone}">${heading}</h1>
      ${amountOf(intent)}
      <p>${text}</p>
      ${
        address === undefined
          ? html`<p class="soft">You can close this window.</p>`
          : html`<p class="actions">
              <a class="button" href="${address.href}">Return to ${intent.merchantName}</a>
            </p>`
      }`,
  };
}
