import type { AppendResult, Head, NewEvent, PartitionAppend, StoredEvent } from '../port.js';

/** One partition of the log in memory: its head, and its events by position and by stream. */
export class InMemoryPartition {
  readonly events: StoredEvent[] = [];
  private readonly streams = new Map<string, StoredEvent[]>();
  private readonly commands = new Set<string>();
  private epoch = 0n;
  private commandOffset = 0n;

  constructor(private readonly number: number) {}

  get head(): Head {
    const { number: partition, epoch, commandOffset } = this;
    return { partition, position: BigInt(this.events.length), epoch, commandOffset };
  }

  stream(streamId: string): readonly StoredEvent[] {
    return this.streams.get(streamId) ?? [];
  }

  raiseEpoch(): Head {
    this.epoch++;
    return this.head;
  }

  append(append: PartitionAppend, recordedAt: number): AppendResult {
    const { position, epoch, commandOffset } = this.head;
    if (
      append.epoch !== epoch ||
      append.position !== position ||
      append.commandOffset !== commandOffset
    )
      return 'fenced';
    if (this.conflicts(append.events)) return 'conflict';
    for (const event of append.events) this.add(event, recordedAt);
    this.commandOffset = append.nextCommandOffset;
    return 'appended';
  }

  /** Whether an event of these, or the first event of a command, is there already or comes twice. */
  private conflicts(events: readonly NewEvent[]): boolean {
    const first = events.filter(({ commandSeq }) => commandSeq === 0);
    const keys = events.map(({ streamId, version }) => `${streamId}/${version}`);
    const commandIds = first.map(({ commandId }) => commandId);
    return (
      new Set(keys).size < keys.length ||
      new Set(commandIds).size < commandIds.length ||
      commandIds.some((id) => this.commands.has(id)) ||
      events.some((event) => this.stream(event.streamId).some((e) => e.version === event.version))
    );
  }

  private add(event: NewEvent, recordedAt: number): void {
    const position = BigInt(this.events.length + 1);
    const stored = { ...event, partition: this.number, position, recordedAt };
    this.events.push(stored);
    const stream = this.streams.get(event.streamId);
    if (stream) stream.push(stored);
    else this.streams.set(event.streamId, [stored]);
    if (event.commandSeq === 0) this.commands.add(event.commandId);
  }
}
