import fc from 'fast-check';
import { histories, writeHistory } from '../../test/histories.js';
import { WrittenLog } from '../../test/written-log.js';
import { LogSource } from './log-source.js';
import { projected, type ProjectedEvent } from './projected-event.js';

describe('the log as a source', () => {
  it('gives what was published, from any position, whatever it read before and keeps', async () => {
    const small = fc.integer({ min: 1, max: 5 });
    const gap = fc.record({ before: fc.nat(20), skipped: fc.nat(20) });
    const property = fc.asyncProperty(
      histories,
      fc.record({ pageSize: small, maxStreams: fc.constantFrom(1, 2, 100) }),
      gap,
      async (steps, { pageSize, maxStreams }, { before, skipped }) => {
        const log = new WrittenLog(1);
        await writeHistory(log, steps);
        const source = new LogSource({ reader: log.store, maxStreams });
        const read = async (after: number, upTo: number) => {
          const events: ProjectedEvent[] = [];
          for await (const page of source.pages(0, BigInt(after), BigInt(upTo), pageSize))
            events.push(...page);
          return events;
        };
        const published = log.records.map(({ origin: _, ...record }) => projected(record));
        expect(await read(0, before)).toEqual(published.slice(0, before));
        const after = before + skipped;
        expect(await read(after, 10_000)).toEqual(published.slice(after));
      },
    );
    await fc.assert(property);
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
