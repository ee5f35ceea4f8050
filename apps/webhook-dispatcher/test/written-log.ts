// Events as payments publishes them, for specs: positions are gapless per partition.
import {
  deriveCore,
  encodeEventRecord,
  headers,
  idOf,
  sandboxCard,
  stateFromJson,
  streamIdOf,
  topics,
  type EventRecord,
} from '@ledgerway/contracts';
import * as example from '@ledgerway/domain/testing';
import type { RecordBatch } from '@ledgerway/messaging';

type State = EventRecord['state'];
type Charge = NonNullable<State['charge']>;

/** An event, and the parts of its stream that are there after it. */
export type Happening = Partial<State> & { readonly event: EventRecord['event'] };

const nothing: State = stateFromJson({});

export const merchantId = 'acct_00000000000000000000m1';
export const at = Date.parse('2026-01-05T10:00:00Z');

const request: EventRecord['origin'] = { id: 'req_1', idempotencyKey: 'key-1' };

const card = sandboxCard('tok_visa');
if (card === undefined || card === null) throw new Error('the sandbox knows tok_visa');

function authorizedCharge(core: string, tenant: { merchantId: string; livemode: boolean }): Charge {
  const terms: Charge['terms'] = {
    ...example.terms,
    ...tenant,
    chargeId: idOf('ch', core),
    amount: 1_000n,
    currency: 'usd',
    card: card!,
    paymentMethod: card!.id,
  };
  return {
    status: 'authorized',
    terms,
    details: terms.details,
    createdAt: at,
    approval: example.approval,
    authorizedAmount: 1_000n,
    expiresAt: at + 1_000,
    decline: null,
    captures: [],
    refunds: [],
    releases: [],
    pendingVoid: null,
    disputes: [],
    expiryAnnounced: false,
    contradictions: [],
  };
}

/** The log of one partition. */
export class WrittenLog {
  readonly events: EventRecord[] = [];

  constructor(readonly partition = 0) {}

  /** A charge that was authorized: one public event, `charge.succeeded`. */
  authorize({ merchant = merchantId, livemode = false, traceparent = '' } = {}): EventRecord {
    const tenant = { merchantId: merchant, livemode };
    const core = deriveCore(at, merchant, `key-${this.partition}-${this.events.length}`);
    const charge = authorizedCharge(core, tenant);
    return this.append(
      core,
      { ...nothing, charge },
      {
        ...example.authorized,
        amount: 1_000n,
        expiresAt: at + 1_000,
        at,
      },
      { origin: { ...request, ...(traceparent !== '' && { traceparent }) } },
    );
  }

  /** What happens in one stream, each with what then stands in it. */
  tell(name: string, ...happenings: readonly Happening[]): void {
    const core = deriveCore(at, 'told', name);
    for (const [index, { event, ...parts }] of happenings.entries())
      this.append(core, { ...nothing, ...parts }, event, { version: index + 1 });
  }

  /** An event that nobody outside hears of. */
  refuse(): EventRecord {
    const core = deriveCore(at, 'refused', `key-${this.partition}-${this.events.length}`);
    return this.append(core, nothing, {
      type: 'CommandRejected',
      command: 'c',
      reason: 'not_found',
      at,
    });
  }

  /** The events from `first` to `last` as a batch of the topic; all of them unless told. */
  batch(first = 1, last = this.events.length): RecordBatch {
    const events = this.events.slice(first - 1, last);
    const records = events.map((event) => ({
      offset: event.position + 99n,
      headers: { [headers.position]: String(event.position) },
      value: encodeEventRecord(event),
    }));
    return { topic: topics.events, partition: this.partition, records };
  }

  after = async (_partition: number, position: bigint): Promise<readonly EventRecord[]> =>
    this.events.filter((event) => event.position > position).slice(0, 2);

  private append(
    core: string,
    state: State,
    event: EventRecord['event'],
    { version = 2, origin = request }: Partial<Pick<EventRecord, 'version' | 'origin'>> = {},
  ): EventRecord {
    const record: EventRecord = {
      partition: this.partition,
      position: BigInt(this.events.length + 1),
      streamId: streamIdOf(core),
      version,
      origin,
      event,
      state,
    };
    this.events.push(record);
    return record;
  }
}
