import fc from 'fast-check';
import { histories, writeHistory } from '../../test/histories.js';
import { WrittenLog } from '../../test/written-log.js';
import { LogSource } from './log-source.js';
import { projected, type ProjectedEvent } from './projected-event.js';

describe('the log as a source', () => {
  it('gives what was published, from any position, however little stays in memory', async () => {
    const smallNumber = fc.integer({ min: 1, max: 5 });
    await fc.assert(
      fc.asyncProperty(histories, smallNumber, smallNumber, fc.nat(20), async (steps, pageSize, maxStreams, after) => {
        const log = new WrittenLog(1);
        await writeHistory(log, steps);
        const source = new LogSource({ reader: log.store, maxStreams });
        const events: ProjectedEvent[] = [];
        for await (const page of source.pages(0, BigInt(after), 10_000n, pageSize)) events.push(...page);
        const published = log.records.filter(({ position }) => position > after);
        expect(events).toEqual(
          published.map(({ origin: _, ...record }) => projected(record)),
        );
      }),
    );
  });

  it('stops where it is told to', async () => {
    const log = new WrittenLog(1);
    await writeHistory(log, fc.sample(histories, { numRuns: 1, seed: 7 })[0]!);
    const positions: bigint[] = [];
    for await (const page of new LogSource({ reader: log.store }).pages(0, 1n, 4n, 2))
      positions.push(...page.map(({ position }) => position));
    expect(positions).toEqual([2n, 3n, 4n]);
  });
});
