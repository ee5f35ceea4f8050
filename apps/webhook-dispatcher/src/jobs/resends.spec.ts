import { testEventType, type WebhookDeliveryJson } from '@ledgerway/contracts';
import { eventually } from '@ledgerway/testing';
import {
  allDone,
  freshInstallationForEachTest,
  installation,
  sending,
  sink,
  take,
} from '../../test/deliveries-fixture.js';
import { tenant, type Process } from '../../test/installation.js';

freshInstallationForEachTest();

const firstEvent = async () =>
  (await installation.rows<{ event_id: string }>('select event_id from event'))[0]!.event_id;
const resend = (process: Process, id: string, endpointId?: string) =>
  process.resends.resend({ ...tenant, id, endpointId });

describe('resending an event', () => {
  it('delivers the same id and bytes once more, as a delivery of its own', async () => {
    const process = await sending();
    const { id } = await process.endpoint(sink.url());
    await take(process, 1);
    await allDone(1);
    const made = (await resend(process, await firstEvent(), id)) as WebhookDeliveryJson[];
    expect(made).toMatchObject([{ endpointId: id, status: 'pending', trigger: 'resend' }]);
    await allDone(2);
    const [first, second] = sink.requests;
    expect(second!.body).toEqual(first!.body);
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect(second!.headers['ledgerway-delivery-id']).not.toBe(
      first!.headers['ledgerway-delivery-id'],
    );
  });

  it('goes to all enabled endpoints that are subscribed, and to no other', async () => {
    const process = await installation.process();
    await take(process, 1);
    const all = await process.endpoint(sink.url());
    const some = await process.endpoint(sink.url(), { enabledEvents: ['charge.succeeded'] });
    await process.endpoint(sink.url(), { enabledEvents: ['charge.failed'] });
    const closed = await process.endpoint(sink.url());
    await process.endpoints.update({ ...tenant, id: closed.id, disabled: true });
    const made = (await resend(process, await firstEvent())) as WebhookDeliveryJson[];
    expect(made.map(({ endpointId }) => endpointId)).toEqual([all.id, some.id]);
    expect(await resend(process, await firstEvent(), closed.id)).toHaveProperty('refused');
  });

  it('is refused for what is unknown to its owner', async () => {
    const process = await installation.process();
    await take(process, 1);
    const event = await firstEvent();
    expect(await resend(process, 'evt_unknown')).toBeNull();
    expect(
      await process.resends.resend({ merchantId: 'acct_other', livemode: false, id: event }),
    ).toBeNull();
    expect(await resend(process, event, 'we_unknown')).toMatchObject({
      refused: { code: 'resource_missing' },
    });
    expect(await resend(process, event)).toMatchObject({
      refused: { param: 'webhook_endpoint', message: expect.stringContaining('subscribed') },
    });
  });

  it('lets go one that holds its line, in its place', async () => {
    const process = await installation.process();
    const { id } = await process.endpoint(sink.url(), {
      delivery: { ordering: 'fifo', poison: 'block' },
    });
    await take(process, 1);
    await installation.rows(`update delivery set held = 'blocked'`);
    const page = { limit: 1 };
    expect(await process.history.page({ ...tenant, of: { endpointId: id }, page })).toMatchObject({
      data: [{ status: 'pending', held: 'blocked', nextAttemptAt: null }],
    });
    const made = (await resend(process, await firstEvent(), id)) as WebhookDeliveryJson[];
    expect(made).toMatchObject([{ trigger: 'event', sequence: 1 }]);
    expect(await installation.count('delivery', 'held is null')).toBe(1);
    expect(await installation.count('delivery')).toBe(1);
  });
});

describe('testing an endpoint', () => {
  const test = (process: Process, id: string, type: string) =>
    process.resends.test({ ...tenant, id, type, operationKey: `key of ${type}` });

  it('sends a signed event that is in no list but can be read', async () => {
    const process = await sending();
    const { id } = await process.endpoint(sink.url(), { enabledEvents: ['charge.failed'] });
    const made = (await test(process, id, testEventType)) as WebhookDeliveryJson;
    expect(made).toMatchObject({ endpointId: id, eventType: testEventType, trigger: 'test' });
    await eventually(() => expect(sink.requests).toHaveLength(1));
    const { body, headers } = sink.requests[0]!;
    expect(headers).toMatchObject({
      'stripe-signature': expect.stringMatching(/^t=\d+,v1=/),
      'webhook-id': made.eventId,
    });
    expect(JSON.parse(body.toString())).toMatchObject({
      id: made.eventId,
      type: testEventType,
      data: { object: { id, object: 'webhook_endpoint' } },
    });
    expect(body.toString()).not.toContain('whsec_');
    const page = await process.events.page({ ...tenant, page: { limit: 10 }, after: [] });
    expect(page).toMatchObject({ data: [] });
    expect(await process.events.one({ ...tenant, id: made.eventId, after: [] })).not.toBeNull();
  });

  it('sends a sample of any type that there is, in the version of the endpoint', async () => {
    const process = await sending();
    const { id } = await process.endpoint(sink.url(), { apiVersion: '2020-08-27' });
    await test(process, id, 'charge.captured');
    await eventually(() => expect(sink.requests).toHaveLength(1));
    expect(JSON.parse(sink.requests[0]!.body.toString())).toMatchObject({
      type: 'charge.captured',
      api_version: '2020-08-27',
      data: { object: { object: 'charge' }, previous_attributes: { captured: false } },
    });
    expect(await test(process, id, 'charge.exploded')).toMatchObject({
      refused: { param: 'type' },
    });
  });

  it('tries once, whatever the schedule of the endpoint', async () => {
    const process = await sending({ retryScale: 1_000_000 });
    sink.on('/hook', { status: 500 });
    const delivery = { retryDelaysS: [1, 1] };
    const { id } = await process.endpoint(sink.url('/hook'), { delivery });
    const made = (await test(process, id, testEventType)) as WebhookDeliveryJson;
    await eventually(async () =>
      expect(await process.history.one({ ...tenant, id: made.id })).toMatchObject({
        ...{ status: 'dead', attempts: 1, lastStatus: 500 },
      }),
    );
    expect(sink.requests).toHaveLength(1);
  });

  it('is refused for an endpoint that is disabled, and unknown to others', async () => {
    const process = await installation.process();
    const { id } = await process.endpoint(sink.url());
    const ask = { id, type: testEventType, operationKey: 'key' };
    expect(await process.resends.test({ ...ask, ...tenant, livemode: true })).toBeNull();
    await process.endpoints.update({ ...tenant, id, disabled: true });
    expect(await process.resends.test({ ...ask, ...tenant })).toHaveProperty('refused');
  });
});
