import { inMajorUnits, type Money } from '@ledgerway/domain';
import { shownAmount } from '@ledgerway/contracts';
import { html, type Html } from './html.js';
import type { PageIntent } from './page-intents.js';
import { amountOf, timeElement, titleOf, type PageContext, type PageView } from './page-view.js';
import { checkAgain, qrElement } from './qr-element.js';

/** What a token of this page's forms is good for. */
export const creditAction = (creditId: string): string => `credit ${creditId}`;

/** How to pay by FPS; in test mode, the payer's bank as well. */
export const fpsPage: PageView = {
  methods: ['fps'],
  settlesProcessing: false,
  render: (intent, context) => ({
    ...(context.badAmount !== undefined && { status: 400 }),
    title: titleOf(context.badAmount === undefined ? heading : `Error: ${heading}`, intent),
    intent,
    body: html`<h1>${heading}</h1>
      ${amountOf(intent)}
      ${
        context.unmatched
          ? html`<p class="notice" role="status">
              Money has arrived, but not exactly what is asked for. It is kept safe; the payment
              below still waits.
            </p>`
          : undefined
      }
      <ol>
        <li>Open your banking or wallet app and choose to scan an FPS code.</li>
        <li>Scan this code, or save its picture and open it in the app.</li>
        <li>Check payee and amount, and confirm.</li>
      </ol>
      ${qrElement(intent, `FPS QR code for this payment to ${intent.merchantName}`)}
      ${detailsOf(intent)} ${checkAgain(intent)}
      ${
        intent.livemode || intent.amount === null
          ? undefined
          : testBank(intent, intent.amount, context)
      }`,
  }),
};

const heading = 'Pay with FPS';

function detailsOf({ merchantName, qr }: PageIntent): Html {
  const { reference = null, expiresAt = null } = qr ?? {};
  return html`<dl>
    <dt>Payee</dt>
    <dd>${merchantName}</dd>
    ${
      reference === null
        ? undefined
        : html`<dt>Reference</dt>
            <dd class="mono">${reference}</dd>`
    }
    ${
      expiresAt === null
        ? undefined
        : html`<dt>Valid until</dt>
            <dd>${timeElement(expiresAt)}</dd>`
    }
  </dl>`;
}

function testBank(intent: PageIntent, asked: Money, context: PageContext): Html {
  const { badAmount, creditId, forms } = context;
  const hidden = html`<input type="hidden" name="credit_id" value="${creditId}" />
    <input type="hidden" name="token" value="${forms.of(intent, creditAction(creditId))}" />`;
  return html`<section class="tests" aria-labelledby="tests">
    <h2 id="tests">Play the payer’s bank</h2>
    <p class="soft">In test mode the transfer is sent from here.</p>
    <div class="actions">
      <form method="post" action="${intent.id}">
        ${hidden}
        <input type="hidden" name="amount" value="${inMajorUnits(asked)}" />
        <button type="submit">Pay exactly ${shownAmount(asked)}</button>
      </form>
      <form method="post" action="${intent.id}" novalidate>
        ${hidden}
        <label for="amount">Another amount in ${asked.currency.toUpperCase()}</label>
        ${amountInput(badAmount)}
        <button type="submit" class="second">Pay this amount</button>
      </form>
    </div>
  </section>`;
}

const amountInput = (badAmount: string | undefined): Html =>
  badAmount === undefined
    ? html`<input id="amount" name="amount" inputmode="decimal" autocomplete="off" required />`
    : html`<p class="error" id="amount-error" role="alert">
          Write an amount such as 128.50, up to 999999.99.
        </p>
        <input
          id="amount"
          name="amount"
          inputmode="decimal"
          autocomplete="off"
          required
          autofocus
          aria-invalid="true"
          aria-describedby="amount-error"
          value="${badAmount}"
        />`;
