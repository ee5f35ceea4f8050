import { eventually, ManualClock } from '@ledgerway/testing';
import {
  attemptsOf,
  freshInstallationForEachTest,
  installation,
  sink,
  take,
} from '../../test/deliveries-fixture.js';
import type { Process } from '../../test/installation.js';
import { merchantId } from '../../test/written-log.js';
import { HealthNotes } from './health-notes.js';
import { HealthStore } from './health-store.js';
import { EndpointHealth, healthLimits } from './endpoint-health.js';

freshInstallationForEachTest();

const hourMs = 3_600_000;
const owner = { merchantId, livemode: false };
let clock: ManualClock;
let process: Process;
let notes: HealthNotes;
let health: EndpointHealth;
let told: string[];

async function begin(retryScale = 1): Promise<void> {
  clock = new ManualClock(Date.parse('2026-01-05T10:00:00Z'));
  process = await installation.process({ clock });
  notes = new HealthNotes();
  told = [];
  health = new EndpointHealth({
    database: installation.owner,
    notes,
    store: new HealthStore(installation.owner),
    limits: healthLimits(retryScale),
    clock,
    logger: { info: () => undefined, warn: () => undefined },
    metrics: process.metrics,
    onTold: (ids) => told.push(...ids),
  });
}
beforeEach(() => begin());

const seen = (endpointId: string, succeeded: boolean) =>
  notes.note({ endpointId, succeeded, atMs: clock.now(), openAtMs: null });
/** One failure after the other, and a look after each. */
async function failFor(endpointId: string, hours: number, failures: number): Promise<void> {
  for (let i = 0; i < failures; i++) {
    seen(endpointId, false);
    await health.check();
    clock.advance((hours * hourMs) / failures);
  }
  await health.check();
}
const endpoint = (id: string) => process.endpointList.one({ id, ...owner });
const eventTypes = async () =>
  (await installation.rows<{ type: string }>('select type from event order by seq')).map(
    ({ type }) => type,
  );
const soon = 'webhook_endpoint.disabling_soon';
const disabled = 'webhook_endpoint.disabled';

describe('an endpoint that only fails', () => {
  it('is warned of after two days, and disabled after three', async () => {
    const failing = await process.endpoint(sink.url('/failing'));
    const other = await process.endpoint(sink.url('/other'));
    await failFor(failing.id, 47, 20);
    expect(await eventTypes()).toEqual([]);
    await failFor(failing.id, 2, 1);
    expect(await eventTypes()).toEqual([soon]);
    await failFor(failing.id, 22, 5);
    expect((await endpoint(failing.id))!.status).toBe('enabled');
    await failFor(failing.id, 4, 1);
    expect(await eventTypes()).toEqual([soon, disabled]);
    expect((await endpoint(failing.id))!.status).toBe('disabled');
    const reasons = await installation.rows(
      `select disabled_reason from endpoint where endpoint_id = '${failing.id}'`,
    );
    expect(reasons).toEqual([{ disabled_reason: 'failing' }]);
    // Only the one that still listens is told.
    expect(told).toEqual([other.id, other.id]);
    expect(
      await installation.rows('select endpoint_id, sequence from delivery order by sequence'),
    ).toEqual([
      { endpoint_id: other.id, sequence: '1' },
      { endpoint_id: other.id, sequence: '2' },
    ]);
  });

  it('is told of in events that anybody can read later, without any secret', async () => {
    const failing = await process.endpoint(sink.url('/failing'));
    await failFor(failing.id, 80, 20);
    const page = await process.events.page({ ...owner, page: { limit: 10 }, after: [] });
    const bodies = 'data' in page ? page.data.map(({ body }) => JSON.parse(body)) : [];
    expect(bodies.map(({ type }) => type)).toEqual([disabled, soon]);
    expect(bodies[0].data.object).toMatchObject({ id: failing.id, status: 'disabled' });
    expect(JSON.stringify(bodies)).not.toContain(failing.secret);
  });

  it('takes its waiting deliveries with it', async () => {
    const failing = await process.endpoint(sink.url('/failing'));
    await take(process, 3);
    await failFor(failing.id, 80, 20);
    expect(await installation.count('delivery_done', `outcome = 'cancelled'`)).toBe(3);
  });

  it('stays after a success, however much failed before', async () => {
    const { id } = await process.endpoint(sink.url('/hook'));
    await failFor(id, 71, 20);
    expect(await eventTypes()).toEqual([soon]);
    seen(id, true);
    await failFor(id, 10, 10);
    expect(await eventTypes()).toEqual([soon]);
    expect((await endpoint(id))!.status).toBe('enabled');
  });

  it.each([
    ['fewer than ten failures', 80, 9],
    ['all failures within one bad hour', 1, 20],
  ])('stays with %s', async (_name, hours, failures) => {
    const { id } = await process.endpoint(sink.url('/hook'));
    await failFor(id, hours, failures);
    clock.advance(100 * hourMs);
    await health.check();
    expect(await eventTypes()).toEqual([]);
  });

  it('begins anew when its owner opens it again', async () => {
    const { id } = await process.endpoint(sink.url('/hook'));
    await failFor(id, 80, 20);
    expect((await endpoint(id))!.status).toBe('disabled');
    await health.check();
    await process.endpoints.update({ id, ...owner, disabled: false });
    await failFor(id, 10, 10);
    expect((await endpoint(id))!.status).toBe('enabled');
  });

  it('is judged once, although several processes look', async () => {
    const { id } = await process.endpoint(sink.url('/hook'));
    await failFor(id, 47, 20);
    seen(id, false);
    clock.advance(2 * hourMs);
    await Promise.all([health.check(), health.check(), process.health.check()]);
    expect(await eventTypes()).toEqual([soon]);
  });

  it('is given up as quickly as its deliveries are tried again', async () => {
    await begin(10);
    const { id } = await process.endpoint(sink.url('/hook'));
    await failFor(id, 7, 20);
    expect(await eventTypes()).toEqual([soon]);
    await failFor(id, 1, 1);
    expect(await eventTypes()).toEqual([soon, disabled]);
  });

  it('goes by the clock of its account in test mode', async () => {
    const { id } = await process.endpoint(sink.url('/hook'));
    for (let i = 0; i < 12; i++) {
      notes.note({
        endpointId: id,
        succeeded: false,
        atMs: clock.now() + i * 2 * hourMs,
        openAtMs: null,
      });
      await health.check();
    }
    expect(await eventTypes()).toEqual([]);
    await process.clocks.set(merchantId, 50 * hourMs);
    await health.check();
    expect(await eventTypes()).toEqual([soon]);
  });
});

describe('the health of an endpoint', () => {
  it('is written down from what is sent', async () => {
    sink.on('/hook', { status: 500 });
    const { id } = await process.endpoint(sink.url('/hook'));
    process.startDeliveries();
    await take(process, 1);
    await eventually(async () => expect(await attemptsOf()).toHaveLength(1));
    await process.health.check();
    const read = () =>
      installation.rows(
        `select failures, first_failure_at, last_success_at from endpoint_health
         where endpoint_id = '${id}'`,
      );
    const now = new Date(clock.now());
    expect(await read()).toEqual([{ failures: 1, first_failure_at: now, last_success_at: null }]);
    sink.on('/hook', { status: 200 });
    await take(process, 1);
    await eventually(async () => expect(await attemptsOf()).toHaveLength(2));
    await process.health.check();
    expect(await read()).toEqual([{ failures: 0, first_failure_at: null, last_success_at: now }]);
  });

  it('shows whether it is left alone, probed, or sent to as usual', async () => {
    const { id } = await process.endpoint(sink.url('/hook'));
    const seenUntil = async (succeeded: boolean, openAtMs: number | null) => {
      notes.note({ endpointId: id, succeeded, atMs: clock.now(), openAtMs });
      await health.check();
    };
    const shown = async () =>
      (await process.endpointList.one({ id, ...owner, health: true }))!.health;
    expect(await shown()).toMatchObject({ breaker: 'closed', pausedUntil: null });
    const until = clock.now() + 30_000;
    await seenUntil(false, until);
    expect(await shown()).toMatchObject({ breaker: 'open', pausedUntil: until / 1000 });
    clock.advance(30_000);
    expect(await shown()).toMatchObject({ breaker: 'half_open' });
    await seenUntil(true, null);
    expect(await shown()).toMatchObject({ breaker: 'closed', pausedUntil: null });
  });
});
