import { html } from './html.js';
import { outcomeForms } from './outcome-forms.js';
import type { PageMethod } from './page-intents.js';
import { amountOf, titleOf, type PageView } from './page-view.js';

const walletNames: Partial<Record<PageMethod, string>> = {
  alipay: 'AlipayHK',
  wechat_pay: 'WeChat Pay HK',
};

/** The payer's wallet, which asks whether to pay; also for one that said yes and takes its time. */
export const walletPage: PageView = {
  methods: ['alipay', 'wechat_pay'],
  settlesProcessing: true,
  render: (intent, { forms }) => {
    const wallet = walletNames[intent.method] ?? intent.method;
    const processing = intent.state === 'processing';
    return {
      title: titleOf(`Pay with ${wallet}`, intent),
      intent,
      body: html`<h1>Pay with ${wallet}</h1>
        ${amountOf(intent)}
        <p>
          ${
            processing
              ? `The payment to ${intent.merchantName} is in progress. It stays so until you decide.`
              : `${intent.merchantName} asks for this payment.`
          }
        </p>
        ${outcomeForms(intent, forms, wallet, [
          { outcome: 'succeeded', label: 'Authorize' },
          { outcome: 'failed', label: 'Fail' },
          ...(processing ? [] : ([{ outcome: 'processing', label: 'Leave processing' }] as const)),
        ])}`,
    };
  },
};
