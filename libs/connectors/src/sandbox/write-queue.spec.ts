import { WriteQueue } from './write-queue.js';

/** A queue whose flushes wait until the test lets them go. */
function held(limits: { maxBatch?: number; maxQueued?: number } = {}) {
  const flushes: { items: readonly number[]; release: () => void; fail: (e: Error) => void }[] = [];
  let started = () => {};
  const queue = new WriteQueue<number, string>({
    maxBatch: 10,
    maxQueued: 10,
    ...limits,
    flush: (items) =>
      new Promise((resolve, reject) => {
        flushes.push({ items, release: () => resolve(items.map(String)), fail: reject });
        started();
      }),
  });
  const flush = async (nth: number) => {
    while (flushes.length <= nth) await new Promise<void>((resolve) => (started = resolve));
    return flushes[nth]!;
  };
  return { queue, flush, flushes };
}

describe('the write queue', () => {
  it('has one flush in flight, and the next takes what queued meanwhile', async () => {
    const { queue, flush, flushes } = held();
    const first = queue.submit(1);
    const one = await flush(0);
    const rest = [queue.submit(2), queue.submit(3)];
    expect(flushes).toHaveLength(1);
    one.release();
    (await flush(1)).release();
    expect(await Promise.all([first, ...rest])).toEqual(['1', '2', '3']);
    expect(flushes.map(({ items }) => items)).toEqual([[1], [2, 3]]);
  });

  it('takes at most a batch at a time', async () => {
    const { queue, flush } = held({ maxBatch: 2 });
    const all = [1, 2, 3].map((item) => queue.submit(item));
    expect((await flush(0)).items).toEqual([1, 2]);
    (await flush(0)).release();
    expect((await flush(1)).items).toEqual([3]);
    (await flush(1)).release();
    expect(await Promise.all(all)).toEqual(['1', '2', '3']);
  });

  it('rejects what a failed flush carried, and goes on', async () => {
    const { queue, flush } = held();
    const lost = queue.submit(1);
    (await flush(0)).fail(new Error('connection lost'));
    await expect(lost).rejects.toThrow('connection lost');
    const next = queue.submit(2);
    (await flush(1)).release();
    expect(await next).toBe('2');
  });

  it('refuses more than may wait', async () => {
    const { queue, flush } = held({ maxQueued: 2 });
    const accepted = [queue.submit(1), queue.submit(2)];
    await expect(queue.submit(3)).rejects.toThrow('2 writes wait already');
    (await flush(0)).release();
    expect(await Promise.all(accepted)).toEqual(['1', '2']);
    await queue.idle();
  });
});
