// The payer's pages over the streams of intents. Nobody there holds a key: whose intent it is, the
// stream itself says, and what may be shown of it is decided by what a `PageIntent` has.
import { qrTextOf, stateFromJson, type Tenant } from '@ledgerway/contracts';
import type { IntentAction, PaymentIntent, SetupIntent, StreamState } from '@ledgerway/domain';
import type { AccountClocks } from '@ledgerway/platform';
import type { MerchantNames } from '../accounts/merchant-names.js';
import { ApiException } from '../edge/answer.js';
import type { PublicObjects } from '../objects/public-objects.js';
import {
  PageIntents,
  type PageCredit,
  type PageIntent,
  type PageOutcome,
  type PageQr,
  type PageState,
} from '../pages/page-intents.js';
import type { PaymentsClient } from '../queries/query-client.js';
import type { SetupAttempts } from '../setup-intents/setup-attempts.js';
import { attemptedType, type PayerActions } from './payer-actions.js';
import { PayersOperation } from './payers-operation.js';

export type StreamPageIntentsOptions = {
  readonly payments: PaymentsClient;
  readonly objects: PublicObjects;
  readonly names: MerchantNames;
  readonly clocks: Pick<AccountClocks, 'now'>;
  readonly actions: PayerActions;
  readonly setups: SetupAttempts;
};

export class StreamPageIntents extends PageIntents {
  constructor(private readonly options: StreamPageIntentsOptions) {
    super();
  }

  async find(id: string): Promise<PageIntent | undefined> {
    const state = await this.look(id);
    if (state?.intent?.id === id) return this.payment(state.intent);
    return state?.setupIntent?.id === id ? this.setup(state.setupIntent) : undefined;
  }

  async complete({ id, kind, attempt }: PageIntent, outcome: PageOutcome): Promise<void> {
    const { state, tenant } = await this.known(id);
    const operation = this.operation(tenant, id, String(attempt), outcome);
    const { actions, setups } = this.options;
    await unlessMovedOn(async () => {
      if (kind === 'payment') await actions.complete(tenant, operation, { id, attempt }, outcome);
      else if (outcome !== 'processing')
        await setups.complete(tenant, operation, state, { attempt, outcome });
    });
  }

  async credit({ id, qr, amount: due }: PageIntent, { creditId, amount }: PageCredit) {
    const reference = qr?.reference ?? null;
    if (due === null || reference === null) return;
    const { tenant } = await this.known(id);
    const operation = this.operation(tenant, id, 'credit', creditId);
    const credit = { creditId, amount, currency: due.currency, reference };
    await this.options.actions.receive(tenant, operation, credit);
  }

  private async look(id: string): Promise<StreamState | undefined> {
    const json = await this.options.payments.ask('payments.any_state', { id });
    return json === null ? undefined : stateFromJson(json);
  }

  /** The intent that the page has just been shown for. */
  private async known(id: string): Promise<{ state: StreamState; tenant: Tenant }> {
    const state = await this.look(id);
    const intent = state?.intent ?? state?.setupIntent;
    if (state === undefined || !intent) throw new Error(`The intent ${id} is gone`);
    return { state, tenant: { merchantId: intent.merchantId, livemode: intent.livemode } };
  }

  private operation(tenant: Tenant, ...parts: readonly string[]): PayersOperation {
    return new PayersOperation(tenant, parts, this.now(tenant));
  }

  private now({ merchantId, livemode }: Tenant): number {
    return this.options.clocks.now(merchantId, livemode);
  }

  /** None before the first attempt: there is nothing that the payer could do. */
  private async payment(intent: PaymentIntent): Promise<PageIntent | undefined> {
    const method = attemptedType(intent) ?? (intent.attempt > 0 ? 'card' : undefined);
    if (method === undefined || intent.attempt === 0) return undefined;
    const { amount, currency } = intent.details;
    return {
      ...(await this.common(intent)),
      kind: 'payment',
      amount: { amount, currency },
      method,
      state: paymentState(intent, this.now(intent)),
      qr: qrOf(intent),
    };
  }

  private async setup(intent: SetupIntent): Promise<PageIntent | undefined> {
    if (intent.attempt === 0) return undefined;
    const state = setupStates[intent.status];
    return {
      ...(await this.common(intent)),
      kind: 'setup',
      amount: null,
      method: 'card',
      state,
      qr: null,
    };
  }

  private async common({
    id,
    livemode,
    attempt,
    returnUrl,
    merchantId,
  }: SetupIntent | PaymentIntent) {
    const { names, objects } = this.options;
    const merchantName = await names.of(merchantId);
    return {
      id,
      livemode,
      attempt,
      returnUrl,
      merchantName,
      clientSecret: objects.clientSecret(id),
    };
  }
}

const setupStates: Readonly<Record<SetupIntent['status'], PageState>> = {
  requires_payment_method: 'failed',
  requires_confirmation: 'failed', // Changed since: what this page was for is not asked any more.
  requires_action: 'waiting',
  processing: 'processing',
  succeeded: 'done',
  canceled: 'canceled',
};

function paymentState({ status, action, lastError }: PaymentIntent, nowMs: number): PageState {
  switch (status) {
    case 'requires_action':
      return isOver(action, nowMs) ? 'expired' : 'waiting';
    case 'requires_payment_method':
      return lastError?.code === 'payment_intent_payment_attempt_expired' ? 'expired' : 'failed';
    case 'requires_confirmation':
      return 'failed'; // Changed since: what this page was for is not asked any more.
    case 'processing':
      return 'processing';
    case 'requires_capture':
    case 'succeeded':
      return 'done';
    case 'canceled':
      return 'canceled';
  }
}

const isOver = (action: IntentAction | null, nowMs: number) =>
  action !== null && 'expiresAt' in action && nowMs >= action.expiresAt;

function qrOf(intent: PaymentIntent): PageQr | null {
  const { action } = intent;
  const data = qrTextOf(intent);
  if (data === null || action === null || !('expiresAt' in action)) return null;
  const reference = action.kind === 'qr_fps' ? action.reference : null;
  return { data, reference, expiresAt: action.expiresAt };
}

/** A refusal says that the intent has moved on since its page was shown: that is left as it is. */
async function unlessMovedOn(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof ApiException) || error.error.status >= 500) throw error;
  }
}
