import { eventually } from '@ledgerway/testing';
import {
  allDone,
  done,
  freshInstallationForEachTest,
  installation,
  log,
  sending,
  sink,
  take,
} from '../../test/deliveries-fixture.js';
import type { Process } from '../../test/installation.js';
import { Claims } from './claims.js';
import { shardCount, shardOf } from './shards.js';

freshInstallationForEachTest();

/** Of each process that owns any, by name, how many shards. */
const owners = async () => {
  const rows = await installation.rows<{ instance: string | null; shards: number }>(
    `select instance, count(*)::int as shards from delivery_shard left join dispatcher using (epoch)
     group by instance order by instance`,
  );
  return Object.fromEntries(rows.map(({ instance, shards }) => [instance ?? 'nobody', shards]));
};
/** The shards are divided among these processes, evenly, except that the last may have fewer. */
const divided = (...names: string[]) =>
  eventually(async () => {
    const found = await owners();
    expect(Object.keys(found)).toEqual(names);
    expect(Math.max(...Object.values(found))).toBe(Math.ceil(shardCount / names.length));
    expect(Object.values(found).reduce((sum, shards) => sum + shards)).toBe(shardCount);
  });

/** Endpoints in so many different shards that every process has some of them. */
async function endpoints(process: Process, count: number): Promise<string[]> {
  const paths = Array.from({ length: count }, (_, i) => `/hook-${i}`);
  for (const path of paths) await process.endpoint(sink.url(path));
  return paths;
}

const keyOf = ({ path, headers }: (typeof sink.requests)[number]) =>
  `${path} ${String(headers['webhook-id'])}`;

/** Every event has arrived everywhere; what came again is the same to the byte. */
function expectComplete(paths: readonly string[], events: number): void {
  const bodies = new Map(sink.requests.map((request) => [keyOf(request), request.body]));
  expect(bodies.size).toBe(paths.length * events);
  for (const request of sink.requests)
    expect(bodies.get(keyOf(request))!.equals(request.body)).toBe(true);
}

describe('shards', () => {
  it('are as many as the database has, and take endpoints evenly', async () => {
    expect(await installation.count('delivery_shard')).toBe(shardCount);
    const counts = Array<number>(shardCount).fill(0);
    for (let i = 0; i < 6_400; i++) counts[shardOf(`we_${i.toString(36).padStart(24, '0')}`)]!++;
    expect(Math.min(...counts)).toBeGreaterThan(50);
    expect(Math.max(...counts)).toBeLessThan(200);
  });
});

describe('processes that send', () => {
  it('one owns everything', async () => {
    await sending();
    await divided('p0');
  });

  it('share evenly with one that comes, and with one that goes', async () => {
    const processes = [await sending()];
    await divided('p0');
    processes.push(await sending());
    await divided('p0', 'p1');
    processes.push(await sending());
    await divided('p0', 'p1', 'p2');
    await processes[0]!.stop();
    await divided('p1', 'p2');
  });

  it('deliver everything once, wherever it was taken in, while others come', async () => {
    sink.on('/hook-0', { status: 200, delayMs: 20 });
    const first = await sending({ backfill: log.after });
    const paths = await endpoints(first, 6);
    await divided('p0');
    await take(first, 30);
    const second = await sending();
    await take(second, 10);
    await divided('p0', 'p1');
    await take(first, 10);
    await allDone(50 * paths.length);
    expect(sink.requests).toHaveLength(50 * paths.length);
    expectComplete(paths, 50);
  });

  it('take over what a killed one had under way, within seconds and without loss', async () => {
    const [first, second, third] = [await sending(), await sending(), await sending()];
    const paths = await endpoints(first, 6);
    await divided('p0', 'p1', 'p2');
    for (const path of paths) sink.on(path, { status: 200, delayMs: 10 });
    await take(second, 40);
    await sink.waitFor(40);
    const killedMs = performance.now();
    await first.kill();
    await divided('p1', 'p2');
    expect(performance.now() - killedMs).toBeLessThan(5_000);
    await allDone(40 * paths.length);
    expect(await done('delivered')).toBe(40 * paths.length);
    expectComplete(paths, 40);
    await third.stop();
  });

  it('of two that are killed one after the other, the last one ends it all', async () => {
    const processes = [await sending(), await sending(), await sending()];
    const paths = await endpoints(processes[0]!, 4);
    await divided('p0', 'p1', 'p2');
    for (const path of paths) sink.on(path, { status: 200, delayMs: 10 });
    await take(processes[2]!, 60);
    for (const [received, index] of [
      [30, 0],
      [100, 1],
    ] as const) {
      await sink.waitFor(received);
      await processes[index]!.kill();
    }
    await allDone(60 * paths.length);
    expectComplete(paths, 60);
    await divided('p2');
  });
});

describe('a process that has its lock and says nothing', () => {
  const enter = (seenAt: string) =>
    installation.rows(
      `with entered as (
         insert into dispatcher values (nextval('dispatcher_epoch'), 'silent', ${seenAt})
         returning epoch
       ), owned as (
         update delivery_shard set epoch = entered.epoch from entered
       )
       select pg_advisory_lock(7301, epoch::int) from entered`,
    );

  const beatSql = `select seen_at from dispatcher where instance = 'p0'`;

  it('is left its part for as long as it was seen lately', async () => {
    await enter('now()');
    await sending();
    await eventually(async () => expect(await installation.count('dispatcher')).toBe(2));
    const beaten = await installation.rows<{ seen_at: Date }>(beatSql);
    await eventually(async () => expect(await installation.rows(beatSql)).not.toEqual(beaten));
    expect(await owners()).toEqual({ silent: shardCount });
  });

  it('loses it when it was not seen for long', async () => {
    await enter(`now() - interval '1 minute'`);
    await sending();
    await divided('p0');
  });
});

describe('a claim', () => {
  it('leases what is due in the shards of its epoch, and nothing of another’s', async () => {
    const process = await installation.process();
    const { id } = await process.endpoint(sink.url('/hook'));
    await take(process, 3);
    await installation.rows(`insert into dispatcher values (1, 'one', now()), (2, 'two', now())`);
    await installation.rows(
      `update delivery_shard set epoch = case when shard = $1 then 1 else 2 end`,
      [shardOf(id)],
    );
    const claims = new Claims(installation.owner);
    const wanted = [{ endpointId: id, room: 2 }];
    expect(await claims.claim(wanted, 2n, Date.now())).toEqual([]);
    expect(await claims.claim(wanted, 1n, Date.now())).toMatchObject([
      { sequence: '1', objectVersion: 2, orderKey: null },
      { sequence: '2', objectVersion: 2, orderKey: null },
    ]);
    expect(await claims.takeBack()).toBe(0);
    await installation.rows(`delete from dispatcher where epoch = 1`);
    expect(await claims.claim(wanted, 1n, Date.now())).toEqual([]);
    expect(await claims.takeBack()).toBe(2);
  });
});

describe('a process that was taken for lost while it was frozen', () => {
  it('changes nothing when it goes on, and takes part anew', async () => {
    sink.on('/hook', { status: 500, delayMs: 700 }, { status: 200, delayMs: 1_500 });
    const frozen = await sending();
    await divided('p0');
    await frozen.endpoint(sink.url('/hook'));
    await take(frozen, 1);
    await sink.waitFor(1);
    // As another does that has heard nothing of it for long; the frozen one has its sessions still.
    const session = await installation.owner.pool.connect();
    const { rows } = await session.query<{ epoch: string }>(
      `select epoch, pg_advisory_lock(7301, epoch::int) from nextval('dispatcher_epoch') epoch`,
    );
    const { epoch } = rows[0]!;
    await installation.rows(`insert into dispatcher values ($1, 'other', now())`, [epoch]);
    await installation.rows(`delete from dispatcher where instance = 'p0'`);
    await installation.rows(`update delivery_shard set epoch = $1`, [epoch]);
    await installation.rows(`update delivery set owner_epoch = $1`, [epoch]);
    // Its request has ended, and its result is written: into the log of attempts, and nowhere else.
    await eventually(async () => expect(await installation.count('attempt', 'n = 1')).toBe(1));
    expect(await installation.rows(`select attempts, owner_epoch from delivery`)).toEqual([
      { attempts: 0, owner_epoch: epoch },
    ]);
    // The other one, whose lock ends with its session, is found to be gone in its turn.
    session.release(true);
    await divided('p0');
    await allDone(1);
    expect(await done('delivered')).toBe(1);
  });
});
