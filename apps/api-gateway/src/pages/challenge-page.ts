import { html } from './html.js';
import { outcomeForms } from './outcome-forms.js';
import { amountOf, titleOf, whatIsPaid, type PageView } from './page-view.js';

/** The 3-D Secure challenge: the payer's bank asks whether it is really them. */
export const challengePage: PageView = {
  methods: ['card'],
  settlesProcessing: false,
  render: (intent, { forms }) => ({
    title: titleOf('Confirm it is you', intent),
    intent,
    body: html`<h1>Confirm it is you</h1>
      ${amountOf(intent)}
      <p>${intent.merchantName} asks your bank to confirm ${whatIsPaid(intent)}.</p>
      ${outcomeForms(intent, forms, 'your bank', [
        { outcome: 'succeeded', label: 'Complete' },
        { outcome: 'failed', label: 'Fail' },
      ])}`,
  }),
};
