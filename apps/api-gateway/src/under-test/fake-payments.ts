// The payments service in a page: the real domain, no log, and an acquirer that answers at once.
import {
  chargeToJson,
  coreOf,
  partitionOf,
  type CommandRecord,
  type PaymentsQueries,
  type ReplyRecord,
} from '@ledgerway/contracts';
import {
  charge as aggregate,
  openIntents,
  type AuthorizationOutcome,
  type Charge,
  type ChargeCommand,
  type ChargeRejection,
  type ChargeState,
} from '@ledgerway/domain';
import { ReplyTimeout } from '@ledgerway/messaging';

const approved: AuthorizationOutcome = {
  kind: 'approved',
  approval: {
    acquirerReference: 'a1',
    authorizationCode: '123456',
    networkTransactionId: 'n1',
    checks: { cvc: null, addressLine1: null, addressPostalCode: null },
  },
};
const declined: AuthorizationOutcome = {
  kind: 'declined',
  decline: {
    code: 'card_declined',
    declineCode: 'generic_decline',
    message: 'Your card was declined.',
    param: null,
    blocked: false,
  },
};

export class FakePayments {
  readonly commands: Omit<CommandRecord, 'replyTo'>[] = [];
  readonly faults: PaymentsQueries['payments.acquirer_fault']['ask'][] = [];
  /** Outcomes are decided, but their replies do not arrive. */
  silent = false;
  private readonly states = new Map<string, ChargeState>();
  private readonly replies = new Map<string, ReplyRecord>();
  private position = 0n;

  /** Every charge of all accounts, newest first. */
  get charges(): Charge[] {
    return [...this.states.values()].filter((state) => state.status !== 'none').reverse();
  }

  async send(record: Omit<CommandRecord, 'replyTo'>): Promise<ReplyRecord> {
    this.commands.push(record);
    const reply = this.replies.get(record.id) ?? this.decide(record);
    this.replies.set(record.id, reply);
    if (this.silent) throw new ReplyTimeout('no reply in this test');
    return reply;
  }

  charge(ask: PaymentsQueries['payments.charge']['ask']) {
    const found = this.charges.find(
      ({ terms }) =>
        terms.chargeId === ask.chargeId &&
        terms.merchantId === ask.merchantId &&
        terms.livemode === ask.livemode,
    );
    return found === undefined ? null : chargeToJson(found);
  }

  private decide({ id, streamId, command }: Omit<CommandRecord, 'replyTo'>): ReplyRecord {
    const reason = this.apply(streamId, command);
    const state = this.states.get(streamId);
    if (reason === undefined) this.settle(streamId, command.at);
    const now = this.states.get(streamId) ?? state;
    return {
      commandId: id,
      partition: partitionOf(coreOf(streamId), 16),
      position: ++this.position,
      outcome: reason === undefined ? { kind: 'done' } : { kind: 'rejected', reason },
      charge: now === undefined || now.status === 'none' ? null : now,
    };
  }

  private apply(streamId: string, command: ChargeCommand): ChargeRejection | undefined {
    const state = this.states.get(streamId) ?? aggregate.initialState;
    const decision = aggregate.decide(command, state);
    if (!decision.accepted) return decision.reason;
    this.states.set(streamId, decision.events.reduce(aggregate.evolve, state));
    return undefined;
  }

  private settle(streamId: string, at: number): void {
    for (const intent of openIntents(this.states.get(streamId)!)) {
      const { intentId } = intent;
      const outcome = { kind: 'done', acquirerReference: 'a2' } as const;
      const state = this.states.get(streamId) as Charge;
      const declines = state.terms.card.instrument.startsWith('tok_chargeDeclined');
      const answers: Record<typeof intent.kind, ChargeCommand> = {
        authorize: { type: 'RecordAuthorization', outcome: declines ? declined : approved, at },
        capture: { type: 'RecordCapture', captureId: intentId, outcome, at },
        void: { type: 'RecordVoid', refundId: intentId, outcome, at },
        refund: { type: 'RecordRefund', refundId: intentId, outcome, at },
      };
      this.apply(streamId, answers[intent.kind]);
    }
  }
}
