// Puts an intent to the connector and turns its answer into the command that records it.
import type { AcquirerConnector, LookupAnswer, StepRequest } from '@ledgerway/connectors';
import type {
  AuthorizationOutcome,
  Charge,
  ChargeCommand,
  ChargeState,
  Intent,
  RefundOutcome,
  StepOutcome,
} from '@ledgerway/domain';

export type Answer = {
  /** The answer in one word; the same word for the same intent is the same command. */
  readonly said: string;
  /** False while the acquirer has not said its last word. */
  readonly final: boolean;
  readonly command: (at: number) => ChargeCommand;
};

const unknown = { kind: 'unknown' } as const;

export class Acquirer {
  constructor(
    private readonly connector: AcquirerConnector,
    private readonly deadlineMs: number,
  ) {}

  async send(intent: Intent, state: ChargeState): Promise<Answer> {
    if (state.status === 'none') throw new Error(`No charge behind intent ${intent.intentId}`);
    const { connector, deadlineMs } = this;
    switch (intent.kind) {
      case 'authorize':
        return authorization(
          await connector.authorize(authorizeRequest(intent, state), deadlineMs),
        );
      case 'capture': {
        const request = { ...stepRequest(intent, intent.amount, state), final: intent.final };
        return capture(intent, await connector.capture(request, deadlineMs));
      }
      case 'void': {
        const request = stepRequest(intent, state.authorizedAmount, state);
        return voiding(intent, await connector.void(request, deadlineMs));
      }
      case 'refund': {
        const request = stepRequest(intent, intent.amount, state);
        return refund(intent, await connector.refund(request, deadlineMs));
      }
    }
  }

  /** Asks what became of the intent; sends it (again) only if the acquirer plainly has not acted. */
  async lookUpOrSend(intent: Intent, state: ChargeState): Promise<Answer> {
    const found = await this.connector.lookup(intent.intentId, this.deadlineMs);
    return found.kind === 'absent' ? this.send(intent, state) : answerFrom(intent, found);
  }
}

function answerFrom(intent: Intent, found: Exclude<LookupAnswer, { kind: 'absent' }>): Answer {
  if (intent.kind === 'authorize')
    return authorization(found.kind === 'authorization' ? found.outcome : unknown);
  const outcome = found.kind === 'step' ? found.outcome : unknown;
  if (intent.kind === 'refund') return refund(intent, outcome);
  if (outcome.kind === 'pending') return { ...stepAnswer(intent, unknown), final: false };
  return stepAnswer(intent, outcome);
}

const stepAnswer = (intent: Intent, outcome: StepOutcome): Answer =>
  intent.kind === 'capture' ? capture(intent, outcome) : voiding(intent, outcome);

const authorization = (outcome: AuthorizationOutcome): Answer => ({
  said: outcome.kind,
  final: outcome.kind !== 'unknown',
  command: (at) => ({ type: 'RecordAuthorization', outcome, at }),
});

const capture = ({ intentId }: Intent, outcome: StepOutcome): Answer => ({
  said: outcome.kind,
  final: outcome.kind !== 'unknown',
  command: (at) => ({ type: 'RecordCapture', captureId: intentId, outcome, at }),
});

const voiding = ({ intentId }: Intent, outcome: StepOutcome): Answer => ({
  said: outcome.kind,
  final: outcome.kind !== 'unknown',
  command: (at) => ({ type: 'RecordVoid', refundId: intentId, outcome, at }),
});

const refund = ({ intentId }: Intent, outcome: RefundOutcome): Answer => ({
  said: outcome.kind,
  final: outcome.kind === 'done' || outcome.kind === 'failed',
  command: (at) => ({ type: 'RecordRefund', refundId: intentId, outcome, at }),
});

function authorizeRequest(intent: Extract<Intent, { kind: 'authorize' }>, { terms }: Charge) {
  const { merchantId, livemode, currency, card } = terms;
  const { intentId, amount, capture: captureToo } = intent;
  return { intentId, merchantId, livemode, amount, currency, card, capture: captureToo };
}

function stepRequest({ intentId }: Intent, amount: bigint, { terms }: Charge): StepRequest {
  const { chargeId, merchantId, livemode, currency } = terms;
  return { intentId, authorizationIntentId: chargeId, merchantId, livemode, amount, currency };
}
