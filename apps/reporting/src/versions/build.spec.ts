import { eventTypes } from '@ledgerway/contracts';
import fc from 'fast-check';
import { histories, sampleHistory, writeHistory } from '../../test/histories.js';
import { projectionOf, readModels, type ReadModels } from '../../test/read-models.js';
import { twoVersions, writeFolded } from '../../test/two-versions.js';
import { termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { emptyReadModels } from '../projection/rebuild.js';
import { stateHash } from '../projection/state-hash.js';
import { buildStandby, type BuildOptions } from './build.js';
import { readVersions } from './versions.js';

const partitions = 3;

describe('a version beside the live one', () => {
  let models: ReadModels;
  beforeAll(async () => {
    models = await readModels('versions');
  });
  afterAll(() => models.drop());

  async function projectInPieces(log: WrittenLog, { live }: BuildOptions, piece: number) {
    const { projection } = projectionOf(live, log);
    for (let partition = 0; partition < partitions; partition++)
      for (let from = 1; from <= log.batch(partition).records.length; from += piece) {
        const batch = log.batch(partition, from, from + piece - 1);
        if (batch.records.length > 0) await projection.handle(batch);
      }
  }

  /** Ends as a killed process does: between two commits, wherever it is. */
  async function buildUntilKilled(options: BuildOptions, commits: number): Promise<boolean> {
    const killed = new AbortController();
    let left = commits;
    const progress = () => void (--left <= 0 && killed.abort(new Error('killed')));
    try {
      await buildStandby({ ...options, progress, signal: killed.signal });
      return false;
    } catch (error) {
      if ((error as Error).message !== 'killed') throw error;
      return true;
    }
  }

  it('is what was projected event by event and what is folded in memory, killed or not', async () => {
    const empty = new WrittenLog(partitions);
    const versions = await twoVersions(models, 'killed', empty);
    const folded = await models.schema('folded', partitions);
    const small = fc.integer({ min: 1, max: 12 });
    const kills = fc.array(small, { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(histories, small, kills, async (steps, piece, killedAfter) => {
        const log = new WrittenLog(partitions);
        await writeHistory(log, steps);
        await emptyReadModels(versions.live, partitions);
        const options = { ...versions, reader: log.store, rate: 1_000_000, parallel: 2 };
        await projectInPieces(log, options, piece);
        const small = { ...options, pageSize: 3 };
        let resume = false;
        for (const commits of killedAfter)
          resume = await buildUntilKilled({ ...small, resume }, commits);
        await buildStandby({ ...small, resume });
        await writeFolded(folded, log);
        const expected = await stateHash(folded.pool);
        expect(await stateHash(versions.live.pool)).toEqual(expected);
        expect(await stateHash(versions.standby.pool)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  }, 120_000);

  it('is that of a long history with events of every type, too', async () => {
    const log = new WrittenLog(partitions);
    await writeHistory(log, sampleHistory(4_000, 7));
    const types = new Set(log.records.map(({ event }) => event.type));
    expect(eventTypes.filter((type) => !types.has(type))).toEqual([]);
    const versions = await twoVersions(models, 'long', log);
    const folded = await models.schema('long_folded', partitions);
    await projectInPieces(log, versions, 200);
    await buildStandby({ ...versions, pageSize: 50, rate: 1_000_000 });
    await writeFolded(folded, log);
    const expected = await stateHash(folded.pool);
    expect(await stateHash(versions.live.pool)).toEqual(expected);
    expect(await stateHash(versions.standby.pool)).toEqual(expected);
  }, 60_000);

  it('begins anew unless it is told to go on, and has a new number each time', async () => {
    const log = new WrittenLog(1);
    for (let name = 0; name < 4; name++) await writeCharge(log, termsOf(name));
    const versions = await twoVersions(models, 'numbered', log);
    await projectionOf(versions.live, log).projection.handle(log.batch(0));
    const paged = { ...versions, pageSize: 2 };
    expect(await buildUntilKilled(paged, 3)).toBe(true);
    expect(await readVersions(versions.live.pool)).toEqual(of(1, 2, 'building'));
    expect(await buildStandby({ ...paged, resume: true })).toBe(6n);
    expect(await readVersions(versions.live.pool)).toEqual(of(1, 2, 'built'));
    expect(await buildStandby({ ...paged, resume: true })).toBe(12n);
    expect(await readVersions(versions.live.pool)).toEqual(of(1, 3, 'built'));
  });

  it('is refused where its tables are those of another release', async () => {
    const log = new WrittenLog(1);
    const versions = await twoVersions(models, 'outdated', log);
    const owner = await models.owner(versions.standby);
    await owner.query(`delete from migrations where name like 'AddPayments%'`);
    await expect(buildStandby(versions)).rejects.toThrow('tables of this release');
    expect(await readVersions(versions.live.pool)).toEqual(of(1, null, 'empty'));
  });
});

const of = (live: number, standby: number | null, state: string) => ({ live, standby, state });
