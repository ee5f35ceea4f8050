// Puts an intent to the connector and turns its answer into the command that records it.
import type { AcquirerConnector, LookupAnswer, StepRequest } from '@ledgerway/connectors';
import type {
  AuthorizationOutcome,
  Charge,
  Intent,
  RefundOutcome,
  StepOutcome,
  StreamCommand,
  StreamState,
} from '@ledgerway/domain';

export type Answer = {
  /** The answer in one word; the same word for the same intent is the same command. */
  readonly said: string;
  /** False while the acquirer has not said its last word. */
  readonly final: boolean;
  readonly command: (at: number) => StreamCommand;
};

/** An intent that is a step on an authorization, not the authorization itself. */
type Step = Exclude<Intent, { kind: 'authorize' }>;

const unknown = { kind: 'unknown' } as const;

export class Acquirer {
  constructor(
    private readonly connector: AcquirerConnector,
    private readonly deadlineMs: number,
  ) {}

  async send(intent: Intent, { charge }: StreamState): Promise<Answer> {
    if (charge === null) throw new Error(`No charge behind intent ${intent.intentId}`);
    const { connector, deadlineMs } = this;
    if (intent.kind === 'authorize')
      return authorization(
        intent,
        await connector.authorize(authorizeRequest(intent, charge), deadlineMs),
      );
    const amount = intent.kind === 'void' ? charge.authorizedAmount : intent.amount;
    const request = stepRequest(intent, amount, charge);
    switch (intent.kind) {
      case 'capture': {
        const { final } = intent;
        return stepAnswer(intent, await connector.capture({ ...request, final }, deadlineMs));
      }
      case 'void':
        return stepAnswer(intent, await connector.void(request, deadlineMs));
      case 'refund':
        return refund(intent, await connector.refund(request, deadlineMs));
      case 'cancel_refund': {
        const refundIntentId = intent.refundId;
        const canceled = await connector.cancelRefund({ ...request, refundIntentId }, deadlineMs);
        return stepAnswer(intent, canceled);
      }
      case 'evidence': {
        const { evidence } = intent;
        const taken = await connector.submitEvidence({ ...request, evidence }, deadlineMs);
        return stepAnswer(intent, taken);
      }
    }
  }

  /** Asks what became of the intent; sends it (again) only if the acquirer plainly has not acted. */
  async lookUpOrSend(intent: Intent, state: StreamState): Promise<Answer> {
    const found = await this.connector.lookup(intent.intentId, this.deadlineMs);
    return found.kind === 'absent' ? this.send(intent, state) : answerFrom(intent, found);
  }
}

function answerFrom(intent: Intent, found: Exclude<LookupAnswer, { kind: 'absent' }>): Answer {
  if (intent.kind === 'authorize')
    return authorization(intent, found.kind === 'authorization' ? found.outcome : unknown);
  const outcome = found.kind === 'step' ? found.outcome : unknown;
  if (intent.kind === 'refund') return refund(intent, outcome);
  return stepAnswer(intent, outcome.kind === 'pending' ? unknown : outcome);
}

/** Names its charge: an intent's next attempt must not take an answer that came late. */
const authorization = ({ intentId }: Intent, outcome: AuthorizationOutcome): Answer => ({
  said: outcome.kind,
  final: outcome.kind !== 'unknown',
  command: (at) => ({ type: 'RecordAuthorization', chargeId: intentId, outcome, at }),
});

const refund = ({ intentId }: Step, outcome: RefundOutcome): Answer => ({
  said: outcome.kind,
  final: outcome.kind === 'done' || outcome.kind === 'failed',
  command: (at) => ({ type: 'RecordRefund', refundId: intentId, outcome, at }),
});

const stepAnswer = (step: Exclude<Step, { kind: 'refund' }>, outcome: StepOutcome): Answer => ({
  said: outcome.kind,
  final: outcome.kind !== 'unknown',
  command: (at) => recording(step, outcome, at),
});

function recording(
  step: Exclude<Step, { kind: 'refund' }>,
  outcome: StepOutcome,
  at: number,
): StreamCommand {
  switch (step.kind) {
    case 'capture':
      return { type: 'RecordCapture', captureId: step.intentId, outcome, at };
    case 'void':
      return { type: 'RecordVoid', refundId: step.intentId, outcome, at };
    case 'cancel_refund':
      return { type: 'RecordRefundCancel', refundId: step.refundId, outcome, at };
    case 'evidence': {
      const { disputeId, submission } = step;
      return { type: 'RecordEvidence', disputeId, submission, outcome, at };
    }
  }
}

function authorizeRequest(intent: Extract<Intent, { kind: 'authorize' }>, { terms }: Charge) {
  const { merchantId, livemode, currency, method, card } = terms;
  const { authenticated, offSession, bankReference } = terms;
  const { intentId, amount, capture } = intent;
  const money = { amount, currency, capture };
  const payer = { method, card, authenticated, offSession, bankReference };
  return { intentId, merchantId, livemode, ...money, ...payer };
}

function stepRequest({ intentId }: Step, amount: bigint, { terms }: Charge): StepRequest {
  const { chargeId, merchantId, livemode, currency } = terms;
  return { intentId, authorizationIntentId: chargeId, merchantId, livemode, amount, currency };
}
