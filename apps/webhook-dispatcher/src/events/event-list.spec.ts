import { eventually, HttpSink } from '@ledgerway/testing';
import { Installation, tenant, type Process } from '../../test/installation.js';
import { at, WrittenLog } from '../../test/written-log.js';

let installation: Installation;
let process: Process;
let log: WrittenLog;
let sink: HttpSink;
beforeEach(async () => {
  installation = await Installation.create('events');
  process = await installation.process({ readersWaitMs: 200 });
  sink = await HttpSink.start();
  log = new WrittenLog();
});
afterEach(async () => {
  await sink.close();
  await installation.drop();
});

type Filters = Partial<Parameters<Process['events']['page']>[0]>;
const list = async (filters: Filters = {}) => {
  const listed = await process.events.page({
    ...tenant,
    page: { limit: 10 },
    after: [],
    ...filters,
  });
  if (!('data' in listed)) throw new Error('unknown cursor');
  return listed;
};
const typesOf = async (filters: Filters) =>
  (await list(filters)).data.map(({ body }) => (JSON.parse(body) as { type: string }).type);

describe('the list of events', () => {
  it('shows stored bytes, newest first', async () => {
    log.authorize();
    log.authorize();
    await process.ingest.handle(log.batch());
    const { data } = await list();
    const stored = await installation.rows<{ event_id: string; body: Buffer }>(
      'select e.event_id, body from event e join payload using (event_id) order by e.seq desc',
    );
    expect(data).toEqual(
      stored.map(({ event_id, body }) => ({
        id: event_id,
        body: body.toString(),
        pendingWebhooks: 0,
      })),
    );
    const [first] = data;
    expect(await process.events.one({ ...tenant, id: first!.id, after: [] })).toEqual(first);
    expect(
      await process.events.one({ ...tenant, livemode: true, id: first!.id, after: [] }),
    ).toBeNull();
  });

  it('filters by type, by prefix of types and by time', async () => {
    log.authorize();
    await process.ingest.handle(log.batch());
    const second = Math.floor(at / 1000);
    const succeeded = ['charge.succeeded'];
    expect(await typesOf({ types: ['charge.succeeded'] })).toEqual(succeeded);
    expect(await typesOf({ types: ['charge.*'] })).toEqual(succeeded);
    expect(await typesOf({ types: ['refund.*', 'charge.succeeded'] })).toEqual(succeeded);
    expect(await typesOf({ types: ['refund.*', 'charge.failed'] })).toEqual([]);
    expect(await typesOf({ types: ['charge_*'] })).toEqual([]);
    expect(
      await typesOf({ page: { limit: 10, created: { gte: second, lt: second + 1 } } }),
    ).toEqual(succeeded);
    expect(await typesOf({ page: { limit: 10, created: { gt: second } } })).toEqual([]);
  });

  it('tells where webhooks still wait, and filters by whether all have arrived', async () => {
    sink.on('/broken', { status: 500 });
    await process.endpoint(sink.url('/fine'));
    log.authorize();
    await process.ingest.handle(log.batch(1, 1));
    await process.endpoint(sink.url('/broken'));
    log.authorize();
    await process.ingest.handle(log.batch(2, 2));
    expect((await list()).data.map(({ pendingWebhooks }) => pendingWebhooks)).toEqual([2, 1]);
    process.startDeliveries();
    await eventually(async () => expect(await installation.count('delivery_done')).toBe(2));
    expect((await list()).data.map(({ pendingWebhooks }) => pendingWebhooks)).toEqual([1, 0]);
    const idOf = (i: number) => list().then(({ data }) => data[i]!.id);
    expect((await list({ deliverySuccess: true })).data).toMatchObject([{ id: await idOf(1) }]);
    expect((await list({ deliverySuccess: false })).data).toMatchObject([{ id: await idOf(0) }]);
  });

  it('counts an event as delivered once what was given up is delivered after all', async () => {
    const own = await installation.process({ retryScale: 1_000_000 });
    sink.on('/', { status: 500 });
    await own.endpoint(sink.url());
    log.authorize();
    await own.ingest.handle(log.batch());
    own.startDeliveries();
    const gone = (outcome: string) =>
      eventually(async () =>
        expect(await installation.count('delivery_done', `outcome = '${outcome}'`)).toBe(1),
      );
    await gone('dead');
    const [{ id }] = (await list({ deliverySuccess: false })).data as [{ id: string }];
    sink.on('/', { status: 200 });
    await own.resends.resend({ ...tenant, id });
    await gone('delivered');
    expect((await list({ deliverySuccess: false })).data).toEqual([]);
    expect((await list({ deliverySuccess: true })).data).toMatchObject([{ id }]);
  });

  it('answers a reader that is ahead of ingest with what there is, in bounded time', async () => {
    expect(await list({ after: [[0, '1']] })).toEqual({ data: [], hasMore: false });
  });
});
