import { ManualClock } from '@ledgerway/testing';
import {
  allDone,
  attemptsOf,
  freshInstallationForEachTest,
  installation,
  sink,
  take,
} from '../../test/deliveries-fixture.js';
import type { Process } from '../../test/installation.js';
import { merchantId } from '../../test/written-log.js';

freshInstallationForEachTest();

const dayMs = 86_400_000;
let clock: ManualClock;
let process: Process;
beforeEach(async () => {
  clock = new ManualClock(Date.now());
  process = await installation.process({ clock, historyDays: 30 });
});

const partitionsOf = async (table: string) =>
  (
    await installation.rows<{ name: string }>(
      `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
       where i.inhparent = '${table}'::regclass order by 1`,
    )
  ).map(({ name }) => name);
const partitionOf = (table: string, form: 'day' | 'month') => {
  const date = new Date(clock.now()).toISOString().slice(0, form === 'day' ? 10 : 7);
  return `${table}_${date.replaceAll('-', '_')}`;
};
const counts = async () => ({
  events: await installation.count('event'),
  payloads: await installation.count('payload'),
  done: await installation.count('delivery_done'),
  attempts: await installation.count('attempt'),
});

describe('history', () => {
  it('lies by the day for attempts and by the month for deliveries', async () => {
    await process.retention.run();
    expect(await partitionsOf('attempt')).toContain(partitionOf('attempt', 'day'));
    expect(await partitionsOf('delivery_done')).toContain(partitionOf('delivery_done', 'month'));
    await process.endpoint(sink.url('/hook'));
    process.startDeliveries();
    await take(process, 2);
    await allDone(2);
    expect(await installation.count(partitionOf('attempt', 'day'))).toBe(2);
    expect(await installation.count(partitionOf('delivery_done', 'month'))).toBe(2);
  });

  it('of jobs begins when they end', async () => {
    const { id } = await process.endpoint(sink.url('/hook'));
    const tenant = { merchantId, livemode: false };
    await process.endpoints.update({ ...tenant, id, disabled: true });
    await take(process, 1);
    await process.endpoints.update({ ...tenant, id, disabled: false });
    const job = async (operationKey: string, kind: 'recover' | 'replay') => {
      const asked = { ...tenant, endpointId: id, operationKey, kind, range: { gte: 0 } };
      return (await process.jobs.create({ ...asked, dryRun: false })) as { id: string };
    };
    const running = await job('key-1', 'replay');
    const canceled = await job('key-2', 'recover');
    clock.advance(40 * dayMs);
    await process.jobs.cancel({ ...tenant, id: canceled.id });
    clock.advance(29 * dayMs);
    await process.retention.run();
    expect(await installation.count('bulk_job')).toBe(2);
    clock.advance(2 * dayMs);
    await process.retention.run();
    expect(await installation.rows('select job_id as id from bulk_job')).toEqual([
      { id: running.id },
    ]);
  });

  it('is kept for as long as it is to be kept, and then goes', async () => {
    await process.retention.run();
    await process.endpoint(sink.url('/hook'));
    process.startDeliveries();
    await take(process, 2);
    await allDone(2);
    await installation.rows(`update event set created = ${Math.floor(clock.now() / 1000)}`);
    const day = partitionOf('attempt', 'day');
    const all = await counts();
    expect(all).toEqual({ events: 2, payloads: 2, done: 2, attempts: 2 });
    clock.advance(29 * dayMs);
    await process.retention.run();
    expect(await counts()).toEqual(all);
    clock.advance(33 * dayMs); // The month that the deliveries lie in is over for 30 days.
    await process.retention.run();
    expect(await counts()).toEqual({ events: 0, payloads: 0, done: 0, attempts: 0 });
    expect(await partitionsOf('attempt')).not.toContain(day);
  });

  it('keeps what an unfinished delivery still needs', async () => {
    await process.endpoint(sink.url('/hook'));
    await take(process, 1); // Old already: it happened long before it was taken in.
    clock.advance(100 * dayMs);
    await process.retention.run();
    expect(await counts()).toMatchObject({ events: 1, payloads: 1 });
    process.startDeliveries();
    await allDone(1);
    expect(await attemptsOf()).toHaveLength(1);
  });

  it('may be tidied by several processes at a time', async () => {
    const other = await installation.process({ clock, historyDays: 30 });
    await Promise.all([process, other, process, other].map((each) => each.retention.run()));
    expect(await partitionsOf('attempt')).toContain(partitionOf('attempt', 'day'));
  });

  it('that lies in no partition of its own goes as well', async () => {
    await installation.rows(
      `insert into attempt (delivery_id, n, event_id, endpoint_id, started_at, ms, response)
       values (1, 1, 'evt_1', 'we_1', '2001-01-01', 1, ''), (2, 1, 'evt_2', 'we_1', '2101-01-01', 1, '')`,
    );
    await process.retention.run();
    expect(await installation.rows('select delivery_id from attempt')).toEqual([
      { delivery_id: '2' },
    ]);
  });

  it('is nothing that the service could drop by itself', async () => {
    await process.retention.run();
    await expect(process.database.query('drop table attempt_rest')).rejects.toThrow(/owner/);
    await expect(process.database.query('delete from payload')).rejects.toThrow(/denied/);
  });
});
