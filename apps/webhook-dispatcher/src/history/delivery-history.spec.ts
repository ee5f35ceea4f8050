import type { Page, WebhookDeliveryStatus } from '@ledgerway/contracts';
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

freshInstallationForEachTest();

async function list(
  process: Process,
  of: { endpointId: string } | { eventId: string },
  { status, ...page }: Partial<Page> & { status?: WebhookDeliveryStatus } = {},
) {
  const asked = { ...tenant, of, page: { limit: 10, ...page } };
  return process.history.page({ ...asked, ...(status !== undefined && { status }) });
}
const idsOf = async (...asked: Parameters<typeof list>) => {
  const listed = await list(...asked);
  return listed !== null && 'data' in listed ? listed.data.map(({ id }) => id) : listed;
};

describe('the deliveries to an endpoint', () => {
  it('are those that wait and those that ended, newest first, page by page', async () => {
    const process = await sending();
    const { id: endpointId } = await process.endpoint(sink.url());
    await take(process, 3);
    await allDone(3);
    await process.stop();
    const idle = await installation.process();
    await take(idle, 2);
    const of = { endpointId };
    const all = (await idsOf(idle, of)) as string[];
    expect(all).toHaveLength(5);
    expect(all).toEqual(all.toSorted((one, other) => numberIn(other) - numberIn(one)));
    expect(await idsOf(idle, of, { limit: 2 })).toEqual(all.slice(0, 2));
    expect(await list(idle, of, { limit: 2 })).toMatchObject({ hasMore: true });
    expect(await idsOf(idle, of, { limit: 2, startingAfter: all[1] })).toEqual(all.slice(2, 4));
    expect(await idsOf(idle, of, { limit: 2, endingBefore: all[3] })).toEqual(all.slice(1, 3));
    expect(await list(idle, of, { startingAfter: 'whd_999' })).toEqual({ unknownCursor: true });
    expect(await list(idle, of, { startingAfter: 'no id' })).toEqual({ unknownCursor: true });
    expect(await idsOf(idle, of, { status: 'pending' })).toEqual(all.slice(0, 2));
    expect(await idsOf(idle, of, { status: 'delivered' })).toEqual(all.slice(2));
    expect(await idsOf(idle, of, { status: 'dead' })).toEqual([]);
  });

  it('are filtered by when they were made, to the second', async () => {
    const process = await installation.process();
    const { id: endpointId } = await process.endpoint(sink.url());
    await take(process, 1);
    const [row] = await installation.rows<{ s: string }>(
      'select floor(extract(epoch from created_at))::bigint as s from delivery',
    );
    const second = Number(row!.s);
    const count = async (created: Page['created']) =>
      ((await idsOf(process, { endpointId }, { created })) as string[]).length;
    expect(await count({ gte: second, lte: second })).toBe(1);
    expect(await count({ gt: second })).toBe(0);
    expect(await count({ lt: second })).toBe(0);
  });

  it('are nobody else’s business', async () => {
    const process = await installation.process();
    const { id: endpointId } = await process.endpoint(sink.url());
    await take(process, 1);
    const stranger = { merchantId: 'acct_other', livemode: false, page: { limit: 10 } };
    expect(await process.history.page({ ...stranger, of: { endpointId } })).toBeNull();
    const [id] = (await idsOf(process, { endpointId })) as string[];
    expect(await process.history.one({ ...stranger, id: id! })).toBeNull();
    expect(await process.history.one({ ...tenant, id: id! })).not.toBeNull();
    expect(await process.history.one({ ...tenant, id: 'whd_999' })).toBeNull();
    expect(await process.history.one({ ...tenant, id: 'whd_x' })).toBeNull();
  });
});

describe('one delivery', () => {
  it('shows its attempts, what was answered, and when it is tried next', async () => {
    sink.on('/', { status: 500, body: 'no', headers: { 'x-why': 'tired' } });
    const process = await sending();
    const { id: endpointId } = await process.endpoint(sink.url());
    await take(process, 1);
    await eventually(async () => expect(await installation.count('attempt')).toBe(1));
    const [id] = (await idsOf(process, { endpointId })) as string[];
    const shown = await process.history.one({ ...tenant, id: id! });
    expect(shown).toMatchObject({
      ...{ id, endpointId, status: 'pending', trigger: 'event', attempts: 1, finishedAt: null },
      nextAttemptAt: expect.any(Number),
      log: [
        {
          n: 1,
          status: 500,
          error: 'http_5xx',
          responseBody: 'no',
          durationMs: expect.any(Number),
          remoteIp: '127.0.0.1',
          responseHeaders: expect.objectContaining({ 'x-why': 'tired' }),
        },
      ],
    });
    // The number that a receiver finds in the header names it, too.
    const number = sink.requests[0]!.headers['ledgerway-delivery-id'] as string;
    expect(await process.history.one({ ...tenant, id: number })).toEqual(shown);
  });

  it('is found by its event, at every endpoint that it went to', async () => {
    const process = await sending();
    await process.endpoint(sink.url('/one'));
    await process.endpoint(sink.url('/other'));
    await take(process, 1);
    await eventually(async () => expect(await done('delivered')).toBe(2));
    const [event] = await installation.rows<{ event_id: string }>('select event_id from event');
    expect(await idsOf(process, { eventId: event!.event_id })).toHaveLength(2);
    expect(await list(process, { eventId: 'evt_unknown' })).toBeNull();
  });
});

const numberIn = (id: string) => Number(id.replace('whd_', ''));
