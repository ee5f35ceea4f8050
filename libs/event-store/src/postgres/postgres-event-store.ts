import type {
  AppendResult,
  EventStore,
  Head,
  ParkedCommand,
  PartitionAppend,
  Snapshot,
  StreamRef,
} from '../port.js';
import { AppendConnection } from './append-connection.js';
import { Appender } from './appender.js';
import { verifyInstallation } from './installation.js';
import { type EventReaderOptions, headOf, PostgresEventReader } from './postgres-event-reader.js';
import { park, parked, unpark } from './parked.js';
import type { SealStore } from '../seals/seal-store.js';
import type { Seal } from '../seals/seal.js';
import { addSeal, lastSeal, readHashes } from './seals.js';
import { saveSnapshots, snapshots } from './snapshots.js';
import { paymentsRole } from './schema.js';
import { takeOver } from './take-over.js';

export type EventStoreOptions = EventReaderOptions & {
  /** The number of partitions this process was configured with. */
  partitions: number;
  /** How long an append waits for a server that is away; then it fails. */
  reconnectPatienceMs?: number;
};

/** The event log in PostgreSQL. Appends have a connection of their own; reads share a few. */
export class PostgresEventStore extends PostgresEventReader implements EventStore, SealStore {
  private readonly appender: Appender;

  constructor(private readonly options: EventStoreOptions) {
    const role = options.role ?? paymentsRole;
    super({ ...options, role });
    const patienceMs = options.reconnectPatienceMs ?? 30_000;
    this.appender = new Appender(new AppendConnection({ ...options, role }, patienceMs));
  }

  /** @throws WrongInstallation when the log has another number of partitions, or none yet */
  async verifyInstallation(): Promise<void> {
    await verifyInstallation(this.pool, this.options.partitions);
  }

  async takeOver(partitions: readonly number[], owner: string): Promise<Head[]> {
    return (await takeOver(this.pool, partitions, owner)).map(headOf);
  }

  async append(batch: readonly PartitionAppend[]): Promise<ReadonlyMap<number, AppendResult>> {
    return batch.length === 0 ? new Map() : this.appender.append(batch);
  }

  lastSeal(partition: number): Promise<Seal | undefined> {
    return lastSeal(this.pool, partition);
  }

  readHashes(partition: number, after: bigint, limit: number): Promise<Buffer[]> {
    return readHashes(this.pool, partition, after, limit);
  }

  addSeal(seal: Seal, epoch: bigint): Promise<'added' | 'fenced'> {
    return addSeal(this.pool, seal, epoch);
  }

  snapshots(streams: readonly StreamRef[]): Promise<ReadonlyMap<string, Snapshot>> {
    return snapshots(this.pool, streams);
  }

  saveSnapshots(newer: readonly Snapshot[]): Promise<void> {
    return saveSnapshots(this.pool, newer);
  }

  park(commands: readonly ParkedCommand[]): Promise<void> {
    return park(this.pool, commands);
  }

  parked(partition: number): Promise<ParkedCommand[]> {
    return parked(this.pool, partition);
  }

  unpark(stream: StreamRef): Promise<void> {
    return unpark(this.pool, stream);
  }

  override async close(): Promise<void> {
    await this.appender.close();
    await super.close();
  }
}
