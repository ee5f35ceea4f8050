import type { ProjectionJobJson, ProjectionJobKind } from '@ledgerway/contracts';
import { createLogger } from '@ledgerway/platform';
import { eventually, ManualClock } from '@ledgerway/testing';
import { projectionOf, readModels, type ReadModels } from '../../test/read-models.js';
import { twoVersions } from '../../test/two-versions.js';
import { startMs, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { positionsOf, sumOf } from './build.js';
import { JobRunner } from './job-runner.js';
import { VersionJobs } from './jobs.js';
import { readVersions } from './versions.js';

const logger = createLogger({ name: 'spec', level: 'silent' });

describe('the jobs on versions', () => {
  let models: ReadModels;
  let schemas = 0;
  const runners: JobRunner[] = [];
  beforeAll(async () => {
    models = await readModels('jobs');
  });
  afterEach(() => Promise.all(runners.splice(0).map((runner) => runner.stop())));
  afterAll(() => models.drop());

  async function service() {
    const log = new WrittenLog(1);
    for (let name = 0; name < 10; name++) await writeCharge(log, termsOf(name));
    const versions = await twoVersions(models, `jobs_${schemas++}`, log);
    const { projection } = projectionOf(versions.live, log);
    await projection.handle(log.batch(0));
    const jobs = new VersionJobs(versions.live, new ManualClock(startMs));
    const process = () => {
      const runner = new JobRunner({ versions, jobs, logger, everyMs: 10 });
      runners.push(runner);
      runner.start();
      return runner;
    };
    const ended = (id: string): Promise<ProjectionJobJson> =>
      eventually(async () => {
        const job = (await jobs.find(id))!;
        expect(job.status).not.toMatch(/pending|running/);
        return job;
      });
    let calls = 0;
    const create = async (kind: ProjectionJobKind, options = {}) => {
      const made = await jobs.create({ kind, options, operationKey: `call ${calls++}` });
      if ('refused' in made) throw new Error('busy');
      return made;
    };
    return { ...versions, log, projection, jobs, process, ended, create };
  }

  it('rebuild, compare and swap in one, whichever process does it', async () => {
    const { live, jobs, process, ended, create } = await service();
    const { id } = await create('rebuild');
    expect(await jobs.find(id)).toMatchObject({ status: 'pending', progress: null });
    process();
    process();
    expect(await ended(id)).toMatchObject({
      status: 'succeeded',
      progress: { done: '30', total: '30' },
      comparison: { equal: true, rows: [], partitions: [{ partition: 0, position: '30' }] },
    });
    expect(await readVersions(live.pool)).toMatchObject({ live: 2, standby: 1, state: 'kept' });
    const back = await create('rollback');
    expect(await ended(back.id)).toMatchObject({ status: 'succeeded' });
    expect(await readVersions(live.pool)).toMatchObject({ live: 1, standby: 2, state: 'kept' });
  });

  it('go on after a restart where they were', async () => {
    const { live, standby, jobs, process, ended, create } = await service();
    const { id } = await create('rebuild', { rate: 60 });
    const first = process();
    await eventually(async () => expect(sumOf(await positionsOf(standby)) > 0n).toBe(true));
    await first.stop();
    const reached = sumOf(await positionsOf(standby));
    expect(await jobs.find(id)).toMatchObject({ status: 'running' });
    expect(await readVersions(live.pool)).toMatchObject({ state: 'building', standby: 2 });
    expect(reached).toBeLessThan(30n);
    process();
    expect(await ended(id)).toMatchObject({ status: 'succeeded' });
    expect(await readVersions(live.pool)).toMatchObject({ live: 2 });
  });

  it('keep a built version where the live one is, until it is swapped in', async () => {
    const { standby, log, projection, process, ended, create } = await service();
    process();
    await ended((await create('rebuild', { swap: false })).id);
    await writeCharge(log, termsOf('later'));
    await projection.handle(log.batch(0, 31));
    await eventually(async () => expect(sumOf(await positionsOf(standby))).toBe(33n));
    expect(await ended((await create('swap')).id)).toMatchObject({ status: 'succeeded' });
  });

  it('do not swap in what differs, and say what it is', async () => {
    const { live, process, ended, create } = await service();
    const owner = await models.owner(live);
    await owner.query(`update charges set customer = 'cus_x' where position = 3`);
    process();
    expect(await ended((await create('rebuild')).id)).toMatchObject({
      status: 'failed',
      failure: 'the rebuilt version differs in charges',
      comparison: { equal: false, tables: ['charges'], rows: [{ difference: 'customer' }] },
    });
    expect(await readVersions(live.pool)).toMatchObject({ live: 1, state: 'built' });
    expect(await ended((await create('swap')).id)).toMatchObject({ status: 'succeeded' });
  });

  it('are refused with a reason where there is nothing to do', async () => {
    const { process, ended, create } = await service();
    process();
    const reasons = { compare: 'rebuild first', swap: 'rebuild first', rollback: 'no version' };
    for (const kind of ['compare', 'swap', 'rollback'] as const)
      expect(await ended((await create(kind)).id)).toMatchObject({
        status: 'failed',
        failure: expect.stringContaining(reasons[kind]),
      });
  });

  it('are one at a time, once for each call, and stop when they are canceled', async () => {
    const { jobs, process, create, live } = await service();
    const asked = { kind: 'rebuild', options: { rate: 1 }, operationKey: 'mine' } as const;
    const made = await jobs.create(asked);
    expect(await jobs.create(asked)).toEqual(made);
    const { id } = made as ProjectionJobJson;
    expect(await jobs.create({ ...asked, operationKey: 'other' })).toEqual({ refused: 'busy', id });
    process();
    await eventually(async () => expect((await jobs.find(id))!.progress).not.toBeNull());
    expect(await jobs.cancel(id)).toMatchObject({ status: 'canceled' });
    const next = await create('compare');
    await eventually(async () => expect((await jobs.find(next.id))!.status).toBe('failed'));
    expect(await readVersions(live.pool)).toMatchObject({ state: 'building' });
    expect(await jobs.find(id)).toMatchObject({ status: 'canceled' });
  });
});
