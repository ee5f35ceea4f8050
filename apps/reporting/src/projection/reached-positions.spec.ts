import { NotReached, ReachedPositions } from './reached-positions.js';

describe('waiting for positions', () => {
  const nowhere = async () => new Map<number, bigint>();

  it('ends at once where the commit was seen', async () => {
    const reached = new ReachedPositions(() => Promise.reject(new Error('not asked')));
    reached.advanced(3, 7n);
    await reached.waitFor([[3, '7']]);
    await reached.waitFor([]);
  });

  it('ends with the commit that completes it, not before', async () => {
    const reached = new ReachedPositions(nowhere);
    const seen: string[] = [];
    const waiting = reached
      .waitFor([
        [0, '2'],
        [1, '1'],
      ])
      .then(() => seen.push('answered'));
    for (const [partition, position] of [
      [0, 2n],
      [1, 1n],
    ] as const) {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`commit of ${partition}`);
      reached.advanced(partition, position);
    }
    await waiting;
    expect(seen).toEqual(['commit of 0', 'commit of 1', 'answered']);
  });

  it('sees the commits of other processes', async () => {
    let position = 0n;
    const reached = new ReachedPositions(async () => new Map([[0, (position += 1n)]]));
    await reached.waitFor([[0, '3']]);
    expect(position).toBe(3n);
  });

  it('looks positions up only while somebody waits', async () => {
    let asked = 0;
    const reached = new ReachedPositions(async () => new Map([[0, BigInt(++asked)]]));
    await reached.waitFor([[0, '1']]);
    await reached.waitFor([[0, '1']]);
    expect(asked).toBe(1);
  });

  it('is given up in time, and a failing database does not end it earlier', async () => {
    const reached = new ReachedPositions(() => Promise.reject(new Error('restarting')));
    await expect(reached.waitFor([[0, '1']], 50)).rejects.toThrow(NotReached);
  });
});
