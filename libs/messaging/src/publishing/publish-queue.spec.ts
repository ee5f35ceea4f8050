import { PublishTimeout, QueueFull } from '../port.js';
import { PublishQueue, type Publication, type PublishQueueOptions } from './publish-queue.js';

const record = (value: string) => ({ partition: 0, value: Buffer.from(value) });
const publication = (...values: string[]): Publication => ({
  topic: 't',
  records: values.map(record),
});

/** A queue whose flushes end when the test says so. */
function heldQueue(options: Partial<PublishQueueOptions> = {}) {
  const flushes: string[][] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  let began = Promise.withResolvers<void>();
  const queue = new PublishQueue({
    flush: (batch) => {
      flushes.push(batch.flatMap(({ records }) => records.map(({ value }) => value.toString())));
      const end = Promise.withResolvers<void>();
      ends.push(end);
      began.resolve();
      began = Promise.withResolvers();
      return end.promise;
    },
    lingerMs: 0,
    maxBatchBytes: 1_000,
    maxBatchRecords: 3,
    maxQueuedBytes: 10_000,
    maxQueuedRecords: 4,
    timeoutMs: 60_000,
    ...options,
  });
  const nextFlush = (): Promise<void> => began.promise;
  return { queue, flushes, ends, nextFlush };
}

describe('a publish queue', () => {
  it('writes what waits together in one flush, and goes on with what came meanwhile', async () => {
    const { queue, flushes, ends, nextFlush } = heldQueue();
    const first = Promise.all([queue.add(publication('a')), queue.add(publication('b'))]);
    await nextFlush();
    const second = Promise.all([queue.add(publication('c')), queue.add(publication('d', 'e'))]);
    expect(flushes).toEqual([['a', 'b']]);
    const next = nextFlush();
    ends[0]!.resolve();
    await first;
    await next;
    expect(flushes).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]);
    ends[1]!.resolve();
    await second;
  });

  it('cuts what is too much for one flush, in order, and settles it as one', async () => {
    const { queue, flushes, ends, nextFlush } = heldQueue();
    const all = queue.add(publication('a', 'b', 'c', 'd'));
    await nextFlush();
    const next = nextFlush();
    ends[0]!.resolve();
    await next;
    expect(flushes).toEqual([['a', 'b', 'c'], ['d']]);
    ends[1]!.reject(new Error('the second part failed'));
    await expect(all).rejects.toThrow('the second part failed');
  });

  it('rejects a failed flush to its own publications only', async () => {
    const { queue, ends, nextFlush } = heldQueue();
    const failing = queue.add(publication('a'));
    await nextFlush();
    const succeeding = queue.add(publication('b'));
    const next = nextFlush();
    ends[0]!.reject(new Error('no leader'));
    await expect(failing).rejects.toThrow('no leader');
    await next;
    ends[1]!.resolve();
    await expect(succeeding).resolves.toBeUndefined();
  });

  it('is full behind its bound, and takes more again when there is room', async () => {
    const { queue, ends, nextFlush } = heldQueue();
    const first = queue.add(publication('a'));
    await nextFlush();
    const waiting = queue.add(publication('b', 'c', 'd', 'e'));
    await expect(queue.add(publication('f'))).rejects.toThrow(QueueFull);
    let next = nextFlush();
    ends[0]!.resolve();
    await first;
    await next;
    const later = queue.add(publication('f'));
    next = nextFlush();
    ends[1]!.resolve();
    await next;
    ends[2]!.resolve();
    await Promise.all([waiting, later]);
  });

  it('refuses a record that no flush could hold, and takes the largest that one can', async () => {
    const { queue, ends, nextFlush } = heldQueue();
    const overhead = 70;
    const largest = 'x'.repeat(1_000 - overhead);
    await expect(queue.add(publication(`${largest}x`))).rejects.toThrow(RangeError);
    const taken = queue.add(publication(largest));
    await nextFlush();
    ends[0]!.resolve();
    await taken;
  });

  it('does not write what has waited too long', async () => {
    const { queue, flushes } = heldQueue({ timeoutMs: 0 });
    const overdue = queue.add(publication('a'));
    await expect(overdue).rejects.toThrow(PublishTimeout);
    expect(flushes).toEqual([]);
  });

  it('ends what it has begun when it closes, and takes nothing more', async () => {
    const { queue, ends, nextFlush } = heldQueue();
    const last = queue.add(publication('a'));
    const closing = queue.close();
    await nextFlush();
    ends[0]!.resolve();
    await Promise.all([last, closing]);
    await expect(queue.add(publication('b'))).rejects.toThrow('closed');
  });
});
