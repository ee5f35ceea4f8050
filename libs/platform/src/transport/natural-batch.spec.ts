import { NaturalBatcher, QueueFullError } from './natural-batch.js';

/** A flush that ends when the test says so. */
function gatedFlush() {
  const batches: number[][] = [];
  const gates: (() => void)[] = [];
  const flush = async (items: readonly number[]) => {
    batches.push([...items]);
    await new Promise<void>((open) => gates.push(open));
    return items.map((item) => item * 10);
  };
  const openNext = async () => {
    while (gates.length === 0) await new Promise((turn) => setImmediate(turn));
    gates.shift()!();
  };
  return { batches, flush, openNext };
}

describe('natural batching', () => {
  it('sends what queued behind the batch in flight as the next one', async () => {
    const { batches, flush, openNext } = gatedFlush();
    const batcher = new NaturalBatcher({ flush, maxBatch: 3, maxQueued: 10 });
    const first = batcher.submit(1);
    while (batches.length === 0) await new Promise((turn) => setImmediate(turn));
    const rest = [2, 3, 4, 5].map((item) => batcher.submit(item));
    expect(batcher.queued).toBe(4);
    for (let i = 0; i < 3; i++) await openNext();
    expect(await Promise.all([first, ...rest])).toEqual([10, 20, 30, 40, 50]);
    expect(batches).toEqual([[1], [2, 3, 4], [5]]);
    await batcher.idle();
    expect(batcher.queued).toBe(0);
  });

  it('refuses what goes beyond the queue, and takes more once it has drained', async () => {
    const { batches, flush, openNext } = gatedFlush();
    const batcher = new NaturalBatcher({ flush, maxBatch: 1, maxQueued: 1 });
    const running = batcher.submit(1);
    while (batches.length === 0) await new Promise((turn) => setImmediate(turn));
    const waiting = batcher.submit(2);
    await expect(batcher.submit(3)).rejects.toThrow(QueueFullError);
    await openNext();
    await openNext();
    expect(await Promise.all([running, waiting])).toEqual([10, 20]);
    const later = batcher.submit(4);
    await openNext();
    expect(await later).toBe(40);
  });

  it('gives each caller its own error', async () => {
    const flush = async (items: readonly number[]) =>
      items.map((item) => (item === 2 ? new Error('two') : item));
    const batcher = new NaturalBatcher<number, number>({ flush, maxBatch: 9, maxQueued: 9 });
    const [one, two, three] = [1, 2, 3].map((item) => batcher.submit(item));
    await expect(two).rejects.toThrow('two');
    expect(await Promise.all([one, three])).toEqual([1, 3]);
  });

  it('rejects all callers of a batch that fails, and goes on with the next', async () => {
    let calls = 0;
    const flush = async (items: readonly number[]) => {
      if (++calls === 1) throw new Error('no database');
      return items;
    };
    const batcher = new NaturalBatcher<number, number>({ flush, maxBatch: 9, maxQueued: 9 });
    const lost = [1, 2].map((item) => batcher.submit(item));
    await expect(lost[0]).rejects.toThrow('no database');
    await expect(lost[1]).rejects.toThrow('no database');
    expect(await batcher.submit(3)).toBe(3);
  });

  it('treats a flush with too few answers as a bug', async () => {
    const batcher = new NaturalBatcher({ flush: async () => [], maxBatch: 9, maxQueued: 9 });
    await expect(batcher.submit(1)).rejects.toThrow(/1 items answered with 0/);
  });

  it('stops lingering when a batch is full', async () => {
    const batches: number[] = [];
    const flush = async (items: readonly number[]) => {
      batches.push(items.length);
      return items;
    };
    // An hour: the test ends only if the full batch ends the wait.
    const lingerMs = 3_600_000;
    const batcher = new NaturalBatcher({ flush, maxBatch: 3, maxQueued: 9, lingerMs });
    await Promise.all([1, 2, 3].map((item) => batcher.submit(item)));
    expect(batches).toEqual([3]);
  });
});
