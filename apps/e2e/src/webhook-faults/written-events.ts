// What happened to some merchants' customers, as payments would have written it down: planned from a
// seed, made into records only when somebody asks for them.
import {
  deriveCore,
  eventIdOf,
  idOf,
  partitionOf,
  stateFromJson,
  streamIdOf,
  type Core,
  type EventRecord,
} from '@ledgerway/contracts';
import type { Random } from '../crash/random.js';

export type EventMerchant = {
  readonly id: string;
  readonly livemode: boolean;
  /** Its part of all events, beside the parts of the others. */
  readonly weight: number;
};

/** A public event that somebody is to hear of. */
export type WrittenEvent = {
  readonly id: string;
  readonly merchantId: string;
  readonly objectId: string;
  /** Of its object: 1, 2, … */
  readonly version: number;
  readonly partition: number;
  readonly position: number;
};

type Planned = WrittenEvent & { readonly core: Core; readonly livemode: boolean };

const createdAt = Date.parse('2026-01-05T10:00:00Z');
const nothing = stateFromJson({});
const details = {
  address: null,
  balance: 0,
  email: 'jo@example.com',
  invoiceSettings: {},
  metadata: {},
  name: 'Jo',
  phone: null,
  preferredLocales: [],
  shipping: null,
  taxExempt: 'none',
  defaultPaymentMethod: null,
} as const;

export class WrittenEvents {
  /** In the order in which they happen. */
  readonly all: readonly WrittenEvent[];
  private readonly byPartition: readonly (readonly Planned[])[];

  constructor(
    readonly partitions: number,
    all: readonly Planned[],
  ) {
    const byPartition: Planned[][] = Array.from({ length: partitions }, () => []);
    for (const event of all) byPartition[event.partition]!.push(event);
    this.all = all;
    this.byPartition = byPartition;
  }

  /** The events of a partition behind a position. */
  after(partition: number, position: number, limit: number): EventRecord[] {
    return this.byPartition[partition]!.slice(position, position + limit).map(recordOf);
  }
}

/** @param objectsPerMerchant the customers that events are about, by turns */
export function planEvents(
  random: Random,
  merchants: readonly EventMerchant[],
  count: number,
  { partitions, objectsPerMerchant }: { partitions: number; objectsPerMerchant: number },
): WrittenEvents {
  const positions = Array<number>(partitions).fill(0);
  const versions = new Map<Core, number>();
  const cores = merchants.map(({ id }) =>
    Array.from({ length: objectsPerMerchant }, (_, n) => deriveCore(createdAt, id, String(n))),
  );
  const wheel = merchants.flatMap(({ weight }, index) => Array<number>(weight).fill(index));
  const all = Array.from({ length: count }, (): Planned => {
    const index = random.pick(wheel);
    const { id: merchantId, livemode } = merchants[index]!;
    const core = random.pick(cores[index]!);
    const version = (versions.get(core) ?? 0) + 1;
    versions.set(core, version);
    const partition = partitionOf(core, partitions);
    const position = ++positions[partition]!;
    const [id, objectId] = [eventIdOf(core, version, 0), idOf('cus', core)];
    return { id, merchantId, livemode, objectId, core, version, partition, position };
  });
  return new WrittenEvents(partitions, all);
}

function recordOf({ core, version, partition, position, ...planned }: Planned): EventRecord {
  const { merchantId, livemode, objectId } = planned;
  const at = createdAt + version;
  const customer = {
    id: objectId,
    merchantId,
    livemode,
    details: { ...details, description: `version ${version}` },
    defaultSource: null,
    invoicePrefix: 'A1',
    createdAt,
    deletedAt: null,
  };
  const previous = { description: `version ${version - 1}` };
  return {
    partition,
    position: BigInt(position),
    streamId: streamIdOf(core),
    version,
    origin: { id: null, idempotencyKey: null },
    event:
      version === 1
        ? { type: 'CustomerCreated', customer, at }
        : { type: 'CustomerUpdated', details: customer.details, defaultSource: null, previous, at },
    state: { ...nothing, customer },
  };
}
