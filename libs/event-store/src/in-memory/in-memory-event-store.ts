// The event log in memory, with the semantics of the real one: for unit tests and simulations.
import {
  type AppendResult,
  type EventStore,
  type Head,
  type ParkedCommand,
  type PartitionAppend,
  type Snapshot,
  type StoredEvent,
  type StoredForm,
  type StreamRef,
  UnknownCommit,
} from '../port.js';
import { InMemoryPartition } from './in-memory-partition.js';

export type InMemoryOptions = {
  partitions: number;
  /** Milliseconds since the epoch; stamps `recordedAt`. */
  now?: () => number;
};

/** Where an append loses its answer: nothing was written yet, or all of it is. */
export type LostAnswer = 'before the commit' | 'after the commit';

export class InMemoryEventStore implements EventStore {
  private readonly partitions: readonly InMemoryPartition[];
  private readonly savedSnapshots = new Map<string, Snapshot>();
  private readonly parkedCommands: ParkedCommand[] = [];
  private readonly now: () => number;
  private lostAnswers: LostAnswer[] = [];

  constructor({ partitions, now = Date.now }: InMemoryOptions) {
    this.partitions = Array.from({ length: partitions }, (_, p) => new InMemoryPartition(p));
    this.now = now;
  }

  /** Lets the next append end in `UnknownCommit`; called twice, the one after it too. */
  loseNextAnswer(when: LostAnswer): void {
    this.lostAnswers.push(when);
  }

  async heads(): Promise<Head[]> {
    return this.partitions.map((partition) => partition.head);
  }

  async readPartition(partition: number, after: bigint, limit: number): Promise<StoredEvent[]> {
    return this.partition(partition).events.slice(Number(after), Number(after) + limit);
  }

  async readStreams(
    streams: readonly (StreamRef & { readonly afterVersion?: number })[],
  ): Promise<ReadonlyMap<string, StoredEvent[]>> {
    return new Map(
      streams.map(({ partition, streamId, afterVersion = 0 }) => [
        streamId,
        this.partition(partition)
          .stream(streamId)
          .filter(({ version }) => version > afterVersion),
      ]),
    );
  }

  async positionsAt(timeMs: number): Promise<ReadonlyMap<number, bigint>> {
    return new Map(
      this.partitions.map(({ events, head }) => [
        head.partition,
        BigInt(events.filter(({ recordedAt }) => recordedAt <= timeMs).length),
      ]),
    );
  }

  async storedForms(): Promise<StoredForm[]> {
    const forms = this.partitions
      .flatMap(({ events }) => events)
      .map(
        ({ type, schemaVersion }) => [`${type} ${schemaVersion}`, { type, schemaVersion }] as const,
      );
    return [...new Map(forms).values()];
  }

  async takeOver(partitions: readonly number[], _owner: string): Promise<Head[]> {
    return [...new Set(partitions)]
      .sort((a, b) => a - b)
      .map((partition) => this.partition(partition).raiseEpoch());
  }

  async append(batch: readonly PartitionAppend[]): Promise<ReadonlyMap<number, AppendResult>> {
    if (new Set(batch.map(({ partition }) => partition)).size !== batch.length)
      throw new Error('A partition occurs twice in one append');
    const badHash = batch.flatMap(({ events }) => events).find(({ hash }) => hash.length !== 32);
    if (badHash) throw new Error(`A hash of ${badHash.hash.length} bytes on ${badHash.type}`);
    const lost = this.lostAnswers.shift();
    if (lost === 'before the commit') throw new UnknownCommit('Lost before the commit');
    const results = new Map(
      batch.map((append) => [append.partition, this.appendTo(append)] as const),
    );
    if (lost === 'after the commit') throw new UnknownCommit('Lost after the commit');
    return results;
  }

  async snapshots(streams: readonly StreamRef[]): Promise<ReadonlyMap<string, Snapshot>> {
    const found = streams.map(({ streamId }) => this.savedSnapshots.get(streamId));
    return new Map(found.flatMap((snapshot) => (snapshot ? [[snapshot.streamId, snapshot]] : [])));
  }

  async saveSnapshots(snapshots: readonly Snapshot[]): Promise<void> {
    for (const snapshot of snapshots) {
      const saved = this.savedSnapshots.get(snapshot.streamId);
      if (saved === undefined || saved.version < snapshot.version)
        this.savedSnapshots.set(snapshot.streamId, snapshot);
    }
  }

  async park(commands: readonly ParkedCommand[]): Promise<void> {
    const same = (a: ParkedCommand, b: ParkedCommand): boolean =>
      isOf(a, b) && a.commandOffset === b.commandOffset;
    for (const command of commands)
      if (!this.parkedCommands.some((earlier) => same(earlier, command)))
        this.parkedCommands.push(command);
  }

  async parked(partition: number): Promise<ParkedCommand[]> {
    return this.parkedCommands
      .filter((command) => command.partition === partition)
      .sort((a, b) => Number(a.commandOffset - b.commandOffset));
  }

  async unpark(stream: StreamRef): Promise<void> {
    const others = this.parkedCommands.filter((command) => !isOf(command, stream));
    this.parkedCommands.splice(0, Infinity, ...others);
  }

  async close(): Promise<void> {}

  private appendTo(append: PartitionAppend): AppendResult {
    return this.partition(append.partition).append(append, this.now());
  }

  private partition(partition: number): InMemoryPartition {
    const found = this.partitions[partition];
    if (found === undefined) throw new Error(`Partition ${partition} is not installed`);
    return found;
  }
}

const isOf = (command: StreamRef, stream: StreamRef): boolean =>
  command.partition === stream.partition && command.streamId === stream.streamId;
