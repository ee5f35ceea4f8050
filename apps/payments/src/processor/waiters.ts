// Who waits for which command. In memory only: a waiter that is lost with its process asks again.
import type { CommandRecord } from '@ledgerway/contracts';

export class Waiters {
  private readonly byStream = new Map<string, CommandRecord[]>();
  private readonly partitions = new Map<string, number>();

  add(partition: number, record: CommandRecord): void {
    if (record.replyTo === null) return;
    const waiting = this.byStream.get(record.streamId) ?? [];
    const others = waiting.filter((one) => one.id !== record.id || one.replyTo !== record.replyTo);
    this.byStream.set(record.streamId, [...others, record]);
    this.partitions.set(record.streamId, partition);
  }

  of(streamId: string): readonly CommandRecord[] {
    return this.byStream.get(streamId) ?? [];
  }

  remove(record: CommandRecord): void {
    const left = this.of(record.streamId).filter((one) => one !== record);
    if (left.length > 0) this.byStream.set(record.streamId, left);
    else this.forget(record.streamId);
  }

  forgetPartition(partition: number): void {
    for (const [streamId, its] of this.partitions) if (its === partition) this.forget(streamId);
  }

  private forget(streamId: string): void {
    this.byStream.delete(streamId);
    this.partitions.delete(streamId);
  }
}
