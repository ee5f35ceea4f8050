import type { LogRecord, RecordBatch } from '../port.js';
import { PartitionLane } from './partition-lane.js';

const records = (from: number, count: number): LogRecord[] =>
  Array.from({ length: count }, (_, i) => ({
    offset: BigInt(from + i),
    headers: {},
    value: Buffer.from(String(from + i)),
  }));

/** A lane whose pauses end when the test says so. */
function laneFor(handle: (batch: RecordBatch) => Promise<void>) {
  const pauses: (() => void)[] = [];
  const handled: number[][] = [];
  const lane = new PartitionLane({
    topic: 't',
    partition: 0,
    handle: (batch) => {
      handled.push(batch.records.map(({ offset }) => Number(offset)));
      return handle(batch);
    },
    onRejected: () => undefined,
    onRoom: () => undefined,
    timer: (task) => pauses.push(task),
    retryPauseMs: 1,
    maxBatch: 2,
    maxQueued: 3,
  });
  return { lane, handled, pauses };
}

const accept = async (): Promise<void> => undefined;

describe('a partition lane', () => {
  it('takes what was read where it stands, and nothing that a seek has overtaken', async () => {
    const { lane, handled } = laneFor(accept);
    lane.open(5n);
    expect(lane.offer(5n, records(5, 2), 7n)).toBe(true);
    expect(lane.offer(5n, records(5, 2), 7n)).toBe(false);
    lane.open(3n);
    expect(lane.offer(7n, records(7, 1), 8n)).toBe(false);
    expect(lane.offer(3n, records(3, 1), 4n)).toBe(true);
    lane.close();
    expect(lane.offer(4n, records(4, 1), 5n)).toBe(false);
    lane.open(4n);
    expect(lane.offer(4n, records(4, 1), 5n)).toBe(true);
    await lane.idle();
    expect(handled).toEqual([[4]]);
  });

  it('has room up to its bound, and again when a batch has left', async () => {
    const end = Promise.withResolvers<void>();
    const { lane, handled } = laneFor(() => end.promise);
    lane.open(0n);
    lane.offer(0n, records(0, 2), 2n);
    expect(lane.hasRoom).toBe(true);
    lane.offer(2n, records(2, 3), 5n);
    expect(lane.hasRoom).toBe(false);
    end.resolve();
    await lane.idle();
    expect(lane.hasRoom).toBe(true);
    expect(handled).toEqual([[0, 1], [2, 3], [4]]);
  });

  it('stands still behind records of which nothing is to be delivered', async () => {
    const { lane, handled } = laneFor(accept);
    lane.open(0n);
    expect(lane.offer(0n, [], 4n)).toBe(true);
    expect(lane.position).toBe(4n);
    await lane.idle();
    expect(handled).toEqual([]);
  });

  it('gives up a redelivery when it is closed, also in the middle of the pause', async () => {
    const { lane, handled, pauses } = laneFor(() => Promise.reject(new Error('away')));
    lane.open(0n);
    lane.offer(0n, records(0, 1), 1n);
    while (pauses.length === 0) await Promise.resolve();
    lane.close();
    await lane.idle();
    expect(handled).toEqual([[0]]);
  });
});
