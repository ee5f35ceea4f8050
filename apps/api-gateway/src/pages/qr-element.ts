import { html, type Html } from './html.js';
import type { PageIntent } from './page-intents.js';

/** The intent's QR code, drawn by us. `alt` says what scanning it does. */
export const qrElement = ({ id }: PageIntent, alt: string): Html =>
  html`<img class="qr" src="../../qr/${id}.svg" width="256" height="256" alt="${alt}" />`;

/** Pages without scripts do not notice by themselves that the payer has paid elsewhere. */
export const checkAgain = ({ id }: PageIntent): Html =>
  html`<p><a href="${id}">I have paid: check again</a></p>`;
