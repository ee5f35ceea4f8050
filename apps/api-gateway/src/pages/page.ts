// The frame of every page and the headers it is sent with.
import { createHash } from 'node:crypto';
import { Answer } from '../edge/answer.js';
import { Html, html } from './html.js';
import type { PageIntent } from './page-intents.js';
import { pageStyle } from './page-style.js';
import { formTargets } from './return-address.js';

export type Page = {
  readonly status?: number;
  /** The document's title; a heading of its own stands in the body. */
  readonly title: string;
  readonly body: Html;
  /** Absent if the page is about none. */
  readonly intent?: PageIntent;
};

// Put together by hand: the policy allows these very characters and no others.
const styleElement = new Html(`<style>${pageStyle}</style>`);
const styleHash = createHash('sha256').update(pageStyle).digest('base64');

/** For everything that a payer's browser gets from us. */
export const privateHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

export const pageAnswer = (page: Page): Answer =>
  new Answer(page.status ?? 200, documentOf(page).text, {
    ...privateHeaders,
    'content-type': 'text/html; charset=utf-8',
    // Nobody may put a button of ours under their own: a page is never shown inside another.
    'content-security-policy':
      `default-src 'none'; style-src 'sha256-${styleHash}'; img-src 'self' data:; ` +
      `form-action ${formTargets(page.intent)}; base-uri 'none'; frame-ancestors 'none'`,
    'x-frame-options': 'DENY',
  });

export const seeOther = (location: string): Answer =>
  new Answer(303, '', { ...privateHeaders, 'content-type': 'text/html; charset=utf-8', location });

const documentOf = ({ title, body, intent }: Page): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${styleElement}
      </head>
      <body>
        <div class="card">
          ${intent === undefined ? undefined : bannerOf(intent)}
          <main>${body}</main>
        </div>
        <footer class="soft">${footerOf(intent)}</footer>
      </body>
    </html> `;

const bannerOf = ({ merchantName, livemode }: PageIntent): Html =>
  html`<header>
    <span class="payee">${merchantName}</span>
    ${livemode ? undefined : html`<span class="badge">Test mode</span>`}
  </header>`;

const footerOf = (intent: PageIntent | undefined): string =>
  intent?.livemode === false ? 'Ledgerway simulator: no real money moves.' : 'Ledgerway';
