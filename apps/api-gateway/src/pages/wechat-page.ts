import { html } from './html.js';
import { amountOf, timeElement, titleOf, type PageView } from './page-view.js';
import { checkAgain, qrElement } from './qr-element.js';

/** How to pay with WeChat: its QR code leads the payer's phone to the wallet. */
export const wechatPage: PageView = {
  methods: ['wechat_pay'],
  settlesProcessing: false,
  render: (intent) => ({
    title: titleOf('Pay with WeChat Pay HK', intent),
    intent,
    body: html`<h1>Pay with WeChat Pay HK</h1>
      ${amountOf(intent)}
      <p>Scan this code with WeChat on your phone and confirm the payment there.</p>
      ${qrElement(intent, 'QR code that opens this payment in WeChat Pay HK')}
      ${
        intent.qr === null || intent.qr.expiresAt === null
          ? undefined
          : html`<p class="soft">Valid until ${timeElement(intent.qr.expiresAt)}</p>`
      }
      ${checkAgain(intent)}
      ${
        intent.livemode
          ? undefined
          : html`<section class="tests" aria-labelledby="tests">
              <h2 id="tests">Without a phone</h2>
              <p class="soft">The simulated wallet opens in this browser as well.</p>
              <p class="actions">
                <a class="button" href="../wallet/${intent.id}">Open the simulated wallet</a>
              </p>
            </section>`
      }`,
  }),
};
