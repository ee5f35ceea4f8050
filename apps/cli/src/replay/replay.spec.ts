import type { Head, PostgresEventReader } from '@ledgerway/event-store';
import { pagesOf, rangesOf } from './range.js';
import { replayIdOf } from './target.js';

const head = (partition: number, position: bigint): Head => ({
  ...{ partition, position },
  ...{ epoch: 1n, commandOffset: 0n },
});

/** Three partitions; one event per second was recorded in each, from second 1 on. */
const heads = [head(0, 10n), head(1, 0n), head(2, 4n)];
const reader = {
  heads: async () => heads,
  positionsAt: async (timeMs: number) =>
    new Map(
      heads.map(({ partition, position }) => {
        const recorded = BigInt(Math.max(0, Math.floor(timeMs / 1000)));
        return [partition, recorded < position ? recorded : position];
      }),
    ),
} as unknown as PostgresEventReader;

describe('the events to replay', () => {
  it.each([
    [
      'everything',
      {},
      [
        [0, 0n, 10n],
        [2, 0n, 4n],
      ],
    ],
    ['one partition', { partition: 2 }, [[2, 0n, 4n]]],
    [
      'positions, both included',
      { fromPosition: 3n, toPosition: 5n },
      [
        [0, 2n, 5n],
        [2, 2n, 4n],
      ],
    ],
    [
      'times, both included',
      { fromTimeMs: 3_000, toTimeMs: 6_000 },
      [
        [0, 2n, 6n],
        [2, 2n, 4n],
      ],
    ],
    ['positions and times', { fromPosition: 5n, toTimeMs: 6_999 }, [[0, 4n, 6n]]],
    ['nothing', { fromTimeMs: 11_000 }, []],
  ])('are those of the range: %s', async (_what, bounds, expected) => {
    const ranges = await rangesOf(reader, bounds);
    expect(ranges.map(({ partition, after, upTo }) => [partition, after, upTo])).toEqual(expected);
  });

  it('are not those of a partition that is not there', async () => {
    await expect(rangesOf(reader, { partition: 7 })).rejects.toThrow('no partition 7');
  });

  it('are every event of the range, or none is the last', async () => {
    const positionsOf = async (...stored: bigint[]) => {
      const readPartition = async (_partition: number, after: bigint, limit: number) =>
        stored
          .filter((position) => position > after)
          .slice(0, limit)
          .map((position) => ({ position }));
      const log = { readPartition } as unknown as PostgresEventReader;
      const read: bigint[] = [];
      for await (const page of pagesOf(log, { partition: 2, after: 1n, upTo: 4n }))
        read.push(...page.map(({ position }) => position));
      return read;
    };
    expect(await positionsOf(1n, 2n, 3n, 4n, 5n)).toEqual([2n, 3n, 4n]);
    await expect(positionsOf(1n, 2n, 4n)).rejects.toThrow('lacks position 3 of partition 2');
    await expect(positionsOf(1n, 2n, 3n)).rejects.toThrow('lacks position 4 of partition 2');
  });

  it('go to a topic of their own', () => {
    expect(replayIdOf('replay.july-1')).toBe('july-1');
  });

  it.each(['payments.events', 'payments.commands', 'replay', 'replay.', 'replay. x', 'xreplay.a'])(
    'never go to %s',
    (topic) => {
      expect(() => replayIdOf(topic)).toThrow('no topic for a replay');
    },
  );
});
