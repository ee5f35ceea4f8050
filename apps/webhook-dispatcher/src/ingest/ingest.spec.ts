import { eventually } from '@ledgerway/testing';
import { Installation, type Process } from '../../test/installation.js';
import { merchantId, WrittenLog } from '../../test/written-log.js';

let installation: Installation;
let process: Process;
let log: WrittenLog;

beforeEach(async () => {
  installation = await Installation.create('ingest');
  log = new WrittenLog();
  process = await installation.process({ backfill: log.after });
});
afterEach(() => installation.drop());

const url = 'http://127.0.0.1:9999/hook';
const position = async () =>
  (await installation.rows<{ pos: string }>('select pos from ingest_progress where part = 0'))[0]
    ?.pos;
const deliveries = () =>
  installation.rows<{ endpoint_id: string; type: string }>(
    `select d.endpoint_id, e.type from delivery d join event e using (event_id) order by delivery_id`,
  );

describe('ingest', () => {
  it('makes one delivery for each event and endpoint that is subscribed to it', async () => {
    const all = await process.endpoint(url);
    const some = await process.endpoint(url, {
      enabledEvents: ['charge.succeeded', 'refund.created'],
    });
    await process.endpoint(url, { enabledEvents: ['charge.failed'] });
    await process.endpoint(url, { merchantId: 'acct_other' });
    await process.endpoint(url, { livemode: true });
    log.authorize();
    log.refuse();
    await process.ingest.handle(log.batch());
    expect(await deliveries()).toEqual([
      { endpoint_id: all.id, type: 'charge.succeeded' },
      { endpoint_id: some.id, type: 'charge.succeeded' },
    ]);
    expect(await position()).toBe('2');
  });

  it('keeps an event that nobody is subscribed to', async () => {
    log.authorize();
    await process.ingest.handle(log.batch());
    expect(await installation.count('event')).toBe(1);
    expect(await deliveries()).toEqual([]);
  });

  it('creates nothing when the same batch comes again, in this process or another', async () => {
    await process.endpoint(url);
    log.authorize();
    log.authorize();
    await process.ingest.handle(log.batch());
    await process.ingest.handle(log.batch());
    const other = await installation.process();
    await other.ingest.handle(log.batch());
    expect(await installation.count('delivery')).toBe(2);
    expect(await installation.count('event')).toBe(2);
  });

  it('creates nothing twice when two processes read the same partition at once', async () => {
    await process.endpoint(url);
    const other = await installation.process();
    for (let i = 0; i < 20; i++) log.authorize();
    const halves = [log.batch(1, 10), log.batch(1, 20)];
    await Promise.all(
      [process, other].flatMap(({ ingest }) => halves.map((b) => ingest.handle(b))),
    );
    expect(await installation.count('delivery')).toBe(20);
    expect(await position()).toBe('20');
  });

  it('takes what follows an overlap', async () => {
    for (let i = 0; i < 6; i++) log.authorize();
    await process.ingest.handle(log.batch(1, 4));
    await process.ingest.handle(log.batch(3, 6));
    expect(await installation.count('event')).toBe(6);
  });

  it('fetches what the topic has skipped, before what follows', async () => {
    await process.endpoint(url);
    for (let i = 0; i < 8; i++) log.authorize();
    await process.ingest.handle(log.batch(1, 2));
    await process.ingest.handle(log.batch(8, 8));
    expect(await installation.count('event')).toBe(8);
    expect(await installation.count('delivery')).toBe(8);
    expect(await position()).toBe('8');
  });

  it('fetches an event whose record cannot be read', async () => {
    for (let i = 0; i < 3; i++) log.authorize();
    const batch = log.batch();
    Object.assign(batch.records[1]!, { value: Buffer.from('{') });
    await process.ingest.handle(batch);
    expect(await installation.count('event')).toBe(3);
  });

  it('halts the partition if the log cannot fill the gap, and goes on once it can', async () => {
    const events: typeof log.events = [];
    const other = await installation.process({ backfill: async () => events });
    for (let i = 0; i < 3; i++) log.authorize();
    await other.ingest.handle(log.batch(1, 1));
    await expect(other.ingest.handle(log.batch(3, 3))).rejects.toThrow('neither on the topic');
    expect([...other.ingest.halted.keys()]).toEqual([0]);
    expect(await position()).toBe('1');
    events.push(log.events[1]!);
    await other.ingest.handle(log.batch(3, 3));
    expect([...other.ingest.halted.keys()]).toEqual([]);
    expect(await position()).toBe('3');
  });

  it('begins to read where it stopped', async () => {
    log.authorize();
    await process.ingest.handle(log.batch());
    const restarted = await installation.process();
    expect(await restarted.ingest.start([0, 1])).toEqual(
      new Map<number, unknown>([
        [0, 101n],
        [1, 'earliest'],
      ]),
    );
  });

  it('sees endpoints that another process has made or closed just before', async () => {
    const other = await installation.process();
    log.authorize();
    await process.ingest.handle(log.batch());
    const made = await other.endpoint(url);
    log.authorize();
    await process.ingest.handle(log.batch());
    expect(await deliveries()).toHaveLength(1);
    await other.endpoints.update({ id: made.id, merchantId, livemode: false, disabled: true });
    log.authorize();
    await process.ingest.handle(log.batch());
    expect(await installation.count('delivery')).toBe(0);
    expect(await installation.count('delivery_done', `outcome = 'cancelled'`)).toBe(1);
  });

  it('renders each event once for every API version that it is read in', async () => {
    const old = '2024-06-20';
    await process.endpoint(url, { apiVersion: old });
    await process.endpoint(url, { apiVersion: old });
    log.authorize();
    await process.ingest.handle(log.batch());
    const payloads = await installation.rows<{ api_version: string; body: Buffer }>(
      'select api_version, body from payload order by api_version',
    );
    expect(payloads).toHaveLength(2);
    for (const { api_version, body } of payloads)
      expect(JSON.parse(body.toString())).toMatchObject({
        object: 'event',
        type: 'charge.succeeded',
        api_version,
        pending_webhooks: 2,
        request: { id: 'req_1', idempotency_key: 'key-1' },
        data: { object: { object: 'charge', amount: 1000 } },
      });
  });

  it('lets a reader wait for what it has just written', async () => {
    const reader = await installation.process();
    log.authorize();
    const page = { limit: 10 };
    const asked = reader.events.page({ merchantId, livemode: false, page, after: [[0, '1']] });
    await process.ingest.handle(log.batch());
    await eventually(async () =>
      expect(await asked).toMatchObject({ data: [{ pendingWebhooks: 0 }] }),
    );
  });
});
