import { refundIdsOf } from '@ledgerway/contracts';
import type { EventReader, StoredEvent } from '@ledgerway/event-store';
import fc from 'fast-check';
import { histories, writeHistory } from '../../test/histories.js';
import { projectionOf, readModels, rowsOf, type ReadModels } from '../../test/read-models.js';
import { termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { verifyReadModels } from '../invariants/verify-read-models.js';
import { readPositions } from './positions.js';
import { rebuildProjection } from './rebuild.js';
import { stateHash } from './state-hash.js';

const partitions = 3;

describe('a rebuild', () => {
  let models: ReadModels;
  beforeAll(async () => {
    models = await readModels('rebuild');
  });
  afterAll(() => models.drop());

  it('gives what the live projection has, whatever happened, and all invariants hold', async () => {
    const live = await models.schema('live', partitions);
    const rebuilt = await models.schema('rebuilt', partitions);
    const pieces = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(histories, pieces, async (steps, piece) => {
        const log = new WrittenLog(partitions);
        await writeHistory(log, steps);
        await rebuildProjection({
          database: live,
          reader: new WrittenLog(partitions).store,
          partitions,
        });
        const { projection } = projectionOf(live, log);
        for (let partition = 0; partition < partitions; partition++)
          for (let from = 1; from <= log.batch(partition).records.length + piece; from += piece) {
            const batch = log.batch(partition, from, from + piece - 1);
            if (batch.records.length > 0) await projection.handle(batch);
          }
        await rebuildProjection({ database: rebuilt, reader: log.store, partitions, pageSize: 2 });
        expect(await stateHash(rebuilt.pool)).toEqual(await stateHash(live.pool));
        expect(await verifyReadModels({ database: live, reader: log.store })).toEqual([]);
        const refunds = (await rowsOf(live, 'refunds')).map(({ id }) => id).sort();
        expect(refunds).toEqual(log.charges().flatMap(refundIdsOf).sort());
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it('says of two logs that differ in one amount that they differ', async () => {
    const database = await models.schema('one_amount', 1);
    const hashes: string[] = [];
    for (const amount of [2_000n, 2_001n]) {
      const log = new WrittenLog(1);
      await writeCharge(log, termsOf('a', { amount }));
      await rebuildProjection({ database, reader: log.store, partitions: 1 });
      hashes.push((await stateHash(database.pool)).get(0)!);
    }
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it('of a schema that is live leaves every event applied once', async () => {
    const [alone, live] = [await models.schema('alone', 1), await models.schema('disturbed', 1)];
    const log = new WrittenLog(1);
    for (let name = 0; name < 40; name++) await writeCharge(log, termsOf(name));
    await rebuildProjection({ database: alone, reader: log.store, partitions: 1 });
    const { projection } = projectionOf(live, log);
    await projection.handle(log.batch(0, 1, 60));
    const rebuilding = rebuildProjection({
      database: live,
      reader: log.store,
      partitions: 1,
      pageSize: 3,
    });
    const handling = (async () => {
      for (let from = 61; from <= 120; from += 5)
        // Refused while the rebuild moves the positions: the log delivers it again.
        await projection.handle(log.batch(0, from, from + 4)).catch(() => undefined);
    })();
    await Promise.all([rebuilding, handling]);
    await projection.handle(log.batch(0, 61));
    expect((await readPositions(live.pool)).get(0)!.position).toBe(120n);
    expect(await stateHash(live.pool)).toEqual(await stateHash(alone.pool));
  });

  it('names the event that the read models refuse, and goes on once it is mended', async () => {
    const database = await models.schema('refused', 1);
    const { log, altered } = await logWith((one) =>
      one.position === 6n
        ? { ...one, data: Buffer.from(one.data.toString().replace('"2000"', '"9999"')) }
        : one,
    );
    const rebuild = (reader: EventReader) => rebuildProjection({ database, reader, partitions: 1 });
    await expect(rebuild(altered)).rejects.toThrow(
      /^event 0\/6 cannot be applied: .*amounts_in_order/,
    );
    expect((await readPositions(database.pool)).get(0)!.position).toBe(5n);
    await rebuild(log.store);
    expect((await readPositions(database.pool)).get(0)!.position).toBe(9n);
  });

  it('names the event that is missing, and takes no other one for it', async () => {
    const database = await models.schema('missing', 1);
    const { log, altered } = await logWith((one) => (one.position === 6n ? undefined : one));
    const rebuild = (reader: EventReader) =>
      rebuildProjection({ database, reader, partitions: 1, pageSize: 4 });
    await expect(rebuild(altered)).rejects.toThrow(
      'event 0/6 cannot be applied: it is missing from the log, where 7 is the next one',
    );
    expect((await readPositions(database.pool)).get(0)!.position).toBe(4n);
    await rebuild(log.store);
    expect((await readPositions(database.pool)).get(0)!.position).toBe(9n);
  });
});

/** Three charges of three events each, and a reader who finds something else there. */
async function logWith(change: (event: StoredEvent) => StoredEvent | undefined) {
  const log = new WrittenLog(1);
  for (let name = 0; name < 3; name++) await writeCharge(log, termsOf(name));
  const readPartition: EventReader['readPartition'] = async (...args) =>
    (await log.store.readPartition(...args)).map(change).filter((one) => one !== undefined);
  const altered: EventReader = Object.assign(Object.create(log.store), { readPartition });
  return { log, altered };
}
