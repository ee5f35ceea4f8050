import { eventually } from '@ledgerway/testing';
import {
  done,
  freshInstallationForEachTest,
  installation,
  sending,
  sink,
  take,
} from '../../test/deliveries-fixture.js';
import { tenant } from '../../test/installation.js';

freshInstallationForEachTest();

const usual = {
  ordering: 'none',
  poison: 'skip',
  ratePerSecond: null,
  timeoutMs: null,
  retryDelaysS: null,
  customHeaders: [],
};

describe('how an endpoint wants its deliveries', () => {
  it('is as usual unless it is said, and changes in what is given only', async () => {
    const process = await installation.process();
    const { id, delivery } = await process.endpoint(sink.url());
    expect(delivery).toEqual(usual);
    const update = (changes: object) =>
      process.endpoints.update({ ...tenant, id, delivery: changes });
    const own = { ordering: 'fifo', ratePerSecond: 5, timeoutMs: 2_000, retryDelaysS: [5, 60] };
    expect(await update(own)).toMatchObject({ delivery: { ...usual, ...own } });
    expect(await update({ ratePerSecond: null, retryDelaysS: null })).toMatchObject({
      delivery: { ...usual, ordering: 'fifo', timeoutMs: 2_000 },
    });
    expect(await process.endpointList.one({ ...tenant, id })).toMatchObject({
      delivery: { ordering: 'fifo', timeoutMs: 2_000 },
    });
  });

  it('may be said when it is made', async () => {
    const process = await installation.process();
    const delivery = { ordering: 'per_object', customHeaders: { 'x-shop': '1' } } as const;
    expect(await process.endpoint(sink.url(), { delivery })).toMatchObject({
      delivery: { ordering: 'per_object', customHeaders: ['x-shop'] },
    });
  });

  it('has headers of its own, sealed, by name', async () => {
    const process = await sending();
    const headers = { authorization: 'Bearer very-secret', 'x-shop': '1' };
    const { id } = await process.endpoint(sink.url(), { delivery: { customHeaders: headers } });
    await take(process, 1);
    await eventually(() => expect(sink.requests[0]?.headers).toMatchObject(headers));
    const change = (customHeaders: Record<string, string> | null) =>
      process.endpoints.update({ ...tenant, id, delivery: { customHeaders } });
    expect(await change({ 'x-shop': '', 'x-more': '2' })).toMatchObject({
      delivery: { customHeaders: ['authorization', 'x-more'] },
    });
    const [row] = await installation.rows<{ text: string }>(
      `select e::text || encode(custom_headers, 'escape') as text from endpoint e`,
    );
    expect(row!.text).not.toContain('very-secret');
    expect(await change(null)).toMatchObject({ delivery: { customHeaders: [] } });
  });

  it('is refused with a header that is ours to set, and then nothing has changed', async () => {
    const process = await installation.process();
    const { id } = await process.endpoint(sink.url());
    const customHeaders = { 'webhook-id': 'evt_mine' };
    const changes = { url: sink.url('/other'), delivery: { customHeaders } };
    expect(await process.endpoints.update({ ...tenant, id, ...changes })).toMatchObject({
      refused: { param: 'delivery[custom_headers]' },
    });
    expect(await process.endpointList.one({ ...tenant, id })).toMatchObject({ url: sink.url() });
  });
});

describe('how an endpoint fares', () => {
  it('tells what it has missed when it is enabled again', async () => {
    const process = await sending();
    const { id } = await process.endpoint(sink.url());
    await take(process, 1);
    await eventually(async () => expect(await done('delivered')).toBe(1));
    const change = (disabled: boolean) => process.endpoints.update({ ...tenant, id, disabled });
    expect(await change(true)).not.toHaveProperty('health');
    await take(process, 2);
    expect(await change(false)).toMatchObject({ health: { missed: 2, disabledReason: null } });
    expect(await process.endpointList.one({ ...tenant, id, health: true })).toMatchObject({
      health: { missed: 2, pending: 0, nextAttemptAt: null },
    });
    expect(await process.endpointList.one({ ...tenant, id })).not.toHaveProperty('health');
  });

  it('tells what waits, and when it is tried next', async () => {
    const process = await installation.process();
    const { id } = await process.endpoint(sink.url());
    await take(process, 2);
    expect(await process.endpointList.one({ ...tenant, id, health: true })).toMatchObject({
      health: { missed: 0, pending: 2, nextAttemptAt: expect.any(Number) },
    });
  });
});
