import type { WebhookJobJson } from '@ledgerway/contracts';
import { eventually } from '@ledgerway/testing';
import {
  allDone,
  done,
  freshInstallationForEachTest,
  installation,
  sending,
  sink,
  take,
} from '../../test/deliveries-fixture.js';
import { tenant, type Process } from '../../test/installation.js';
import { at } from '../../test/written-log.js';
import { maxWaiting } from './job-worker.js';

freshInstallationForEachTest();

const since = at / 1000;
type Asked = Parameters<Process['jobs']['create']>[0];
const ask = (endpointId: string, asked: Partial<Asked> = {}): Asked => ({
  ...{ ...tenant, endpointId, operationKey: 'key-1', kind: 'recover', dryRun: false },
  range: { gte: since },
  ...asked,
});
const create = async (process: Process, endpointId: string, asked: Partial<Asked> = {}) => {
  const made = await process.jobs.create(ask(endpointId, asked));
  if (made === null || 'refused' in made) throw new Error('no job was made');
  return made;
};
const ended = (process: Process, { id }: WebhookJobJson) =>
  eventually(async () => {
    const job = await process.jobs.one({ ...tenant, id: id! });
    expect(job).toMatchObject({ state: 'succeeded' });
    return job;
  });
const waiting = () =>
  installation.rows<{ event_id: string; pool: string; trigger: string; body: Buffer }>(
    `select d.event_id, d.pool, d.trigger, p.body from delivery d
     join payload p using (event_id, api_version) order by delivery_id`,
  );
const events = () =>
  installation.rows<{ event_id: string }>('select event_id from event order by created, seq');

/** An endpoint that was disabled while these events happened, and is enabled again. */
async function missedBy(process: Process, count: number): Promise<string> {
  const { id } = await process.endpoint(sink.url());
  await process.endpoints.update({ ...tenant, id, disabled: true });
  await take(process, count);
  await process.endpoints.update({ ...tenant, id, disabled: false });
  return id;
}

describe('a job that recovers', () => {
  it('delivers what was missed while the endpoint was disabled, once', async () => {
    const process = await sending();
    const id = await missedBy(process, 3);
    process.jobWorker.start();
    const job = await create(process, id);
    expect(job).toMatchObject({ state: 'running', total: 3, done: 0 });
    expect(await ended(process, job)).toMatchObject({ done: 3 });
    await eventually(async () => expect(await done('delivered')).toBe(3));
    const again = await create(process, id, { operationKey: 'key-2' });
    expect(again).toMatchObject({ state: 'succeeded', total: 0 });
  });

  it('leaves out what was delivered, what still waits, and what it was not asked for', async () => {
    const process = await sending();
    const { id } = await process.endpoint(sink.url());
    await take(process, 2);
    await allDone(2);
    const count = async (asked: Partial<Asked>) =>
      (await create(process, id, { dryRun: true, ...asked })).total;
    expect(await count({})).toBe(0);
    expect(await count({ kind: 'replay' })).toBe(2);
    expect(await count({ kind: 'replay', types: ['charge.*'] })).toBe(2);
    expect(await count({ kind: 'replay', types: ['charge.failed'] })).toBe(0);
    expect(await count({ kind: 'replay', range: { gte: since, lte: since } })).toBe(2);
    expect(await count({ kind: 'replay', range: { gte: since + 1 } })).toBe(0);
    expect(await count({ kind: 'replay', range: { gte: 0, lte: since - 1 } })).toBe(0);
    expect(await installation.count('bulk_job')).toBe(0);
  });

  it('lets go what holds a line, in its place', async () => {
    const process = await installation.process();
    const { id } = await process.endpoint(sink.url(), {
      delivery: { ordering: 'fifo', poison: 'block' },
    });
    await take(process, 1);
    await installation.rows(`update delivery set held = 'blocked'`);
    expect(await create(process, id, { dryRun: true })).toMatchObject({ total: 0 });
    expect(await installation.count('delivery', `held = 'blocked'`)).toBe(1);
    await create(process, id);
    expect(await installation.count('delivery', 'held is null')).toBe(1);
  });

  it('waits while the endpoint has as many to get as the hot table should hold', async () => {
    const process = await installation.process();
    const id = await missedBy(process, 1);
    const job = await create(process, id);
    await installation.rows(
      `insert into delivery (event_id, endpoint_id, api_version, pool, trigger, next_at, created_at)
       select 'evt_' || n, $1, 'v', 'bulk', 'replay', now(), now()
       from generate_series(1, ${maxWaiting}) n`,
      [id],
    );
    expect(await process.jobWorker.step()).toBe(false);
    await installation.rows(`delete from delivery where event_id = 'evt_1'`);
    expect(await process.jobWorker.step()).toBe(true);
    expect(await process.jobs.one({ ...tenant, id: job.id! })).toMatchObject({ done: 1 });
  });

  it('is made once, however often the call is repeated', async () => {
    const process = await installation.process();
    const id = await missedBy(process, 1);
    const made = await create(process, id);
    expect(await create(process, id)).toEqual(made);
    expect(await create(process, id, { operationKey: 'other' })).not.toEqual(made);
  });

  it('is refused for an endpoint that is disabled, and unknown to others', async () => {
    const process = await installation.process();
    const { id } = await process.endpoint(sink.url());
    const job = await create(process, id);
    const stranger = { ...tenant, merchantId: 'acct_other' };
    expect(await process.jobs.create({ ...ask(id), ...stranger })).toBeNull();
    expect(await process.jobs.one({ ...stranger, id: job.id! })).toBeNull();
    expect(await process.jobs.cancel({ ...stranger, id: job.id! })).toBeNull();
    await process.endpoints.update({ ...tenant, id, disabled: true });
    expect(await process.jobs.create(ask(id, { operationKey: 'key-2' }))).toMatchObject({
      refused: { message: expect.stringContaining('disabled') },
    });
  });
});

describe('a job that replays', () => {
  it('delivers everything again, with the same ids and bytes', async () => {
    const process = await sending();
    const { id } = await process.endpoint(sink.url());
    await take(process, 3);
    await allDone(3);
    const first = sink.requests.map(({ body }) => body.toString());
    process.jobWorker.start();
    await ended(process, await create(process, id, { kind: 'replay' }));
    await allDone(6);
    expect(
      sink.requests
        .slice(3)
        .map(({ body }) => body.toString())
        .sort(),
    ).toEqual(first.sort());
  });

  it('ends where it is canceled, and stays ended', async () => {
    const process = await installation.process({ jobPageSize: 1 });
    const { id } = await process.endpoint(sink.url());
    await process.endpoints.update({ ...tenant, id, disabled: true });
    await take(process, 3);
    await process.endpoints.update({ ...tenant, id, disabled: false });
    const job = await create(process, id, { kind: 'replay' });
    expect(await process.jobWorker.step()).toBe(true);
    expect(await process.jobs.cancel({ ...tenant, id: job.id! })).toMatchObject({
      state: 'canceled',
      done: 1,
    });
    expect(await process.jobWorker.step()).toBe(false);
    // Nor is what it has made and nobody has sent yet.
    expect(await waiting()).toHaveLength(0);
    const left = await installation.rows('select outcome, trigger, attempts from delivery_done');
    expect(left).toContainEqual({ outcome: 'cancelled', trigger: 'replay', attempts: 0 });
  });

  it('takes with it, when canceled, only what is its own and not under way', async () => {
    const process = await installation.process();
    const { id } = await process.endpoint(sink.url());
    await take(process, 3);
    await installation.rows('delete from delivery');
    const job = await create(process, id, { kind: 'replay' });
    await process.jobWorker.step();
    const other = await create(process, id, { kind: 'replay', operationKey: 'key-2' });
    expect(other).toMatchObject({ total: 0 });
    await take(process, 1);
    await installation.rows(
      `update delivery set owner_epoch = 7
       where delivery_id = (select min(delivery_id) from delivery where job_id is not null)`,
    );
    await process.jobs.cancel({ ...tenant, id: other.id! });
    expect(await installation.count('delivery', `job_id = '${job.id}'`)).toBe(3);
    // It has made all that it had to, and is still canceled in what waits.
    expect(await process.jobs.cancel({ ...tenant, id: job.id! })).toMatchObject({
      state: 'succeeded',
      done: 3,
    });
    const rows = await installation.rows('select trigger, owner_epoch from delivery order by 1');
    expect(rows).toEqual([
      { trigger: 'event', owner_epoch: null },
      { trigger: 'replay', owner_epoch: '7' },
    ]);
  });

  it('ends with its endpoint', async () => {
    const process = await installation.process({ jobPageSize: 1 });
    const id = await missedBy(process, 2);
    const job = await create(process, id, { kind: 'replay' });
    await process.jobWorker.step();
    await process.endpoints.update({ ...tenant, id, disabled: true });
    await process.jobWorker.step();
    expect(await process.jobs.one({ ...tenant, id: job.id! })).toMatchObject({ state: 'canceled' });
  });

  it('renders for a version that nobody read the events in then', async () => {
    const process = await installation.process();
    await take(process, 1);
    const { id } = await process.endpoint(sink.url(), { apiVersion: '2020-08-27' });
    await create(process, id, { kind: 'replay' });
    await process.jobWorker.step();
    const [made] = await waiting();
    expect(JSON.parse(made!.body.toString())).toMatchObject({
      id: made!.event_id,
      api_version: '2020-08-27',
      type: 'charge.succeeded',
    });
  });
});

describe('a job whose process dies', () => {
  it('is taken up where its last page ended, without doubles', async () => {
    const dying = await installation.process({ jobPageSize: 2 });
    const id = await missedBy(dying, 9);
    const job = await create(dying, id);
    await dying.jobWorker.step();
    // It dies within its second page: the deliveries are made, and the job has not moved on.
    const locked = Promise.withResolvers<void>();
    const freed = Promise.withResolvers<void>();
    const holding = installation.owner.transaction(async (transaction) => {
      await transaction.query('lock table delivery in access exclusive mode');
      locked.resolve();
      await freed.promise;
    });
    await locked.promise;
    void dying.jobWorker.step().catch(() => undefined);
    await eventually(async () =>
      expect(await installation.count('pg_locks', 'not granted')).toBeGreaterThan(0),
    );
    await dying.kill();
    freed.resolve();
    await holding;
    expect(await waiting()).toHaveLength(2);

    const next = await installation.process({ jobPageSize: 2 });
    next.jobWorker.start();
    expect(await ended(next, job)).toMatchObject({ done: 9, total: 9 });
    const made = await waiting();
    expect(made.map(({ event_id }) => event_id)).toEqual(
      (await events()).map(({ event_id }) => event_id),
    );
    expect(new Set(made.map(({ pool }) => pool))).toEqual(new Set(['bulk']));
    expect(new Set(made.map(({ trigger }) => trigger))).toEqual(new Set(['recover']));
  });

  it('moves on together with its deliveries, or not at all', async () => {
    const process = await installation.process({ jobPageSize: 2 });
    const id = await missedBy(process, 4);
    await create(process, id);
    await installation.rows(`
      create function refuse() returns trigger language plpgsql as $$
        begin raise exception 'not now'; end $$;
      create trigger refuse before update on bulk_job for each row execute function refuse()`);
    await expect(process.jobWorker.step()).rejects.toThrow('not now');
    expect(await waiting()).toHaveLength(0);
    await installation.rows('drop trigger refuse on bulk_job');
    while (await process.jobWorker.step());
    expect(await waiting()).toHaveLength(4);
  });

  it('is worked on by one process at a time', async () => {
    const one = await installation.process({ jobPageSize: 1 });
    const other = await installation.process({ jobPageSize: 1 });
    const id = await missedBy(one, 8);
    const job = await create(one, id);
    one.jobWorker.start();
    other.jobWorker.start();
    await ended(one, job);
    expect(new Set((await waiting()).map(({ event_id }) => event_id)).size).toBe(8);
    expect(await waiting()).toHaveLength(8);
  });
});
