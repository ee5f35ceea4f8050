// The payments service in a page: the real domain, no log, and an acquirer that answers at once.
import {
  coreOf,
  decodeCommandRecord,
  decodeReplyRecord,
  encodeCommandRecord,
  encodeReplyRecord,
  parseId,
  partitionOf,
  stateToJson,
  streamIdOf,
  type CommandRecord,
  type PaymentsQueries,
  type ReplyRecord,
  type Tenant,
} from '@ledgerway/contracts';
import {
  emptyStreamState,
  openIntentsOf,
  stream,
  tenantOf,
  type Charge,
  type StreamCommand,
  type StreamRejection,
  type StreamState,
} from '@ledgerway/domain';
import { ReplyTimeout } from '@ledgerway/messaging';
import { answerTo, verify } from './fake-acquirer.js';
import type { Handlers } from './fake-queries.js';

type Ask<P extends keyof PaymentsQueries> = PaymentsQueries[P]['ask'];

export class FakePayments {
  readonly commands: Omit<CommandRecord, 'replyTo'>[] = [];
  readonly faults: Ask<'payments.acquirer_fault'>[] = [];
  /** How far tests have moved the time of accounts. */
  readonly clocks: Ask<'payments.set_clock'>[] = [];
  /** Cards that somebody asked about before keeping them. */
  readonly verified: Ask<'payments.verify_card'>[] = [];
  /** Outcomes are decided, but their replies do not arrive. */
  silent = false;
  /** Nobody can say whether a card is good. */
  unsure = false;
  private readonly byStream = new Map<string, StreamState>();
  private readonly replies = new Map<string, ReplyRecord>();
  private position = 0n;

  readonly handlers: Handlers = {
    'payments.state': (ask: Ask<'payments.state'>) => this.stateFor(ask, ask.id),
    'payments.any_state': ({ id }: Ask<'payments.any_state'>) => this.stateFor(null, id),
    'payments.verify_card': (ask: Ask<'payments.verify_card'>) => {
      this.verified.push(ask);
      return this.unsure ? { kind: 'unknown' } : verify(ask.card);
    },
    'payments.acquirer_fault': (ask: Ask<'payments.acquirer_fault'>) => {
      this.faults.push(ask);
      return null;
    },
    'payments.set_clock': (ask: Ask<'payments.set_clock'>) => {
      this.clocks.push(ask);
      return [];
    },
    'payments.fail_refund': ({ refundId }: Ask<'payments.fail_refund'>) => {
      const outcome = { kind: 'failed', failure: 'lost_or_stolen_card' } as const;
      return this.tell(refundId, { type: 'RecordRefund', refundId, outcome, at: 1 }) === undefined;
    },
  };

  /** All streams of all accounts, newest first. */
  get states(): StreamState[] {
    return [...this.byStream.values()].reverse();
  }

  /** Every charge of all accounts, newest first. */
  get charges(): Charge[] {
    return this.states.flatMap(({ charge, earlierCharges }) =>
      charge === null ? [] : [charge, ...earlierCharges.toReversed()],
    );
  }

  /** Everything crosses a wire, as it does between the services. */
  async send(record: Omit<CommandRecord, 'replyTo'>): Promise<ReplyRecord> {
    const sent = decodeCommandRecord(encodeCommandRecord({ ...record, replyTo: null }));
    this.commands.push(sent);
    const reply = this.replies.get(sent.id) ?? this.reply(sent);
    this.replies.set(sent.id, reply);
    if (this.silent) throw new ReplyTimeout('no reply in this test');
    return decodeReplyRecord(encodeReplyRecord(reply));
  }

  /** What comes from elsewhere than the gateway: a bank's credit, a dispute, a timer. */
  tell(id: string, command: StreamCommand): StreamRejection | undefined {
    const streamId = streamIdOfId(id);
    if (streamId === undefined) throw new Error(`Not an id: ${id}`);
    return this.perform(streamId, command);
  }

  private reply({ id, streamId, command }: CommandRecord): ReplyRecord {
    const reason = this.perform(streamId, command);
    return {
      commandId: id,
      partition: partitionOf(coreOf(streamId), 16),
      position: ++this.position,
      outcome: reason === undefined ? { kind: 'done' } : { kind: 'rejected', reason },
      state: this.stateOf(streamId),
    };
  }

  private perform(streamId: string, command: StreamCommand): StreamRejection | undefined {
    const reason = this.apply(streamId, command);
    if (reason === undefined) this.settle(streamId, command.at);
    return reason;
  }

  private apply(streamId: string, command: StreamCommand): StreamRejection | undefined {
    const state = this.stateOf(streamId);
    const decision = stream.decide(command, state);
    if (!decision.accepted) return decision.reason;
    if (decision.events.length > 0)
      this.byStream.set(streamId, decision.events.reduce(stream.evolve, state));
    return undefined;
  }

  /** Puts every open question to the acquirer once. */
  private settle(streamId: string, at: number): void {
    const asked = new Set<string>();
    for (;;) {
      const state = this.stateOf(streamId);
      const intent = openIntentsOf(state).find(({ intentId }) => !asked.has(intentId));
      if (intent === undefined || state.charge === null) return;
      asked.add(intent.intentId);
      this.apply(streamId, answerTo(intent, state.charge, at));
    }
  }

  private stateOf(streamId: string): StreamState {
    return this.byStream.get(streamId) ?? emptyStreamState;
  }

  private stateFor(asker: Tenant | null, id: string) {
    const streamId = streamIdOfId(id);
    const state = streamId === undefined ? emptyStreamState : this.stateOf(streamId);
    const owner = tenantOf(state);
    if (owner === null) return null;
    return asker === null || isSame(asker, owner) ? stateToJson(state) : null;
  }
}

export const isSame = (one: Tenant, other: Tenant): boolean =>
  one.merchantId === other.merchantId && one.livemode === other.livemode;

function streamIdOfId(id: string): string | undefined {
  const parsed = parseId(id);
  return parsed && streamIdOf(parsed.core);
}
