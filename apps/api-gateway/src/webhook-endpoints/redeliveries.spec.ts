import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
let id: string;
let path: string;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
  const body = `url=${encodeURIComponent('https://shop.example/hook')}&enabled_events[]=*`;
  const { json } = await gateway.call('POST', '/v1/webhook_endpoints', { body });
  id = json.id as string;
  path = `/v1/webhook_endpoints/${id}`;
});
afterAll(() => gateway?.stop());

const post = (to: string, body = '', headers = {}) => gateway.call('POST', to, { body, headers });
const lastAsked = () => gateway.webhooks.asked.at(-1);

describe('rolling the secret of an endpoint', () => {
  it('answers with the new secret, the same one for the same key, and stores it sealed', async () => {
    const key = { 'idempotency-key': 'roll-1' };
    const { json } = await post(`${path}/roll_secret`, 'expires_in=60', key);
    expect(json).toMatchObject({ id, secret: expect.stringMatching(/^whsec_/) });
    expect(lastAsked()).toMatchObject({ overlapS: 60 });
    expect((await post(`${path}/roll_secret`, 'expires_in=60', key)).json).toEqual(json);
    expect((await post(`${path}/roll_secret`)).json['secret']).not.toBe(json['secret']);
    expect(lastAsked()).toMatchObject({ overlapS: 86_400 });
    await gateway.stored();
    const stored = await gateway.database.query<{ body: Buffer }>(
      'select body from idempotency_answers',
    );
    for (const { body } of stored.rows) expect(body.toString()).not.toContain('whsec_');
  });

  it.each([
    ['0', 200],
    ['604800', 200],
    ['604801', 400],
    ['-1', 400],
    ['soon', 400],
  ])('with an overlap of %s answers %d', async (seconds, status) =>
    expect((await post(`${path}/roll_secret`, `expires_in=${seconds}`)).status).toBe(status),
  );
});

describe('rolling to a secret of another type', () => {
  it('answers with the public key, and shows no secret', async () => {
    const { json } = await post(`${path}/roll_secret`, 'secret_type=ed25519');
    expect(json).toMatchObject({ delivery: { public_key: expect.stringMatching(/^whpk_/) } });
    expect(json).not.toHaveProperty('secret');
    expect(lastAsked()).toMatchObject({ secretType: 'ed25519' });
  });

  it('is refused for a type that there is not', async () =>
    expect(await post(`${path}/roll_secret`, 'secret_type=rsa')).toMatchObject({
      status: 400,
      json: { error: { param: 'secret_type' } },
    }));
});

describe('delivering again', () => {
  it('resends an event to one endpoint, or to all that are subscribed', async () => {
    expect((await post('/v1/events/evt_1/resend', `webhook_endpoint=${id}`)).json).toMatchObject({
      object: 'list',
      data: [{ object: 'webhook_delivery', event: 'evt_1', webhook_endpoint: id }],
    });
    expect((await post('/v1/events/evt_1/resend')).status).toBe(200);
    expect(lastAsked()).not.toHaveProperty('endpointId');
    expect((await post('/v1/events/evt_2/resend')).status).toBe(404);
    expect((await post('/v1/events/evt_1/resend', 'webhook_endpoint=we_no')).json).toMatchObject({
      error: { code: 'resource_missing', param: 'webhook_endpoint' },
    });
  });

  it('tests an endpoint with the event for that, or with one of another type', async () => {
    expect((await post(`${path}/test`)).json).toMatchObject({
      event_type: 'webhook_endpoint.test',
      trigger: 'test',
    });
    expect((await post(`${path}/test`, 'type=charge.succeeded')).json).toMatchObject({
      event_type: 'charge.succeeded',
    });
    expect((await post('/v1/webhook_endpoints/we_no/test')).status).toBe(404);
  });

  it('starts a job, or only counts what it would do', async () => {
    const body = 'since=5&until=8&types[]=charge.*&dry_run=true';
    expect((await post(`${path}/recover`, body)).json).toMatchObject({
      ...{ id: null, object: 'webhook_job', kind: 'recover', status: 'dry_run', total: 3 },
      ...{ since: 5, until: 8, types: ['charge.*'], webhook_endpoint: id },
    });
    expect((await post(`${path}/replay`, 'since=5')).json).toMatchObject({
      id: 'wj_1',
      kind: 'replay',
      status: 'running',
    });
    expect((await gateway.call('GET', '/v1/webhook_jobs/wj_1')).json).toMatchObject({ done: 1 });
    expect((await post('/v1/webhook_jobs/wj_1/cancel')).json['status']).toBe('canceled');
    expect((await gateway.call('GET', '/v1/webhook_jobs/wj_2')).status).toBe(404);
    expect((await post('/v1/webhook_jobs/wj_2/cancel')).status).toBe(404);
  });

  it.each([
    ['no beginning', '', 'since'],
    ['an end before its beginning', 'since=5&until=4', 'until'],
    ['what is no type', 'since=5&types[]=*.x', 'types'],
  ])('is refused with %s', async (_what, body, param) =>
    expect(await post(`${path}/recover`, body)).toMatchObject({
      status: 400,
      json: { error: { param } },
    }),
  );
});

describe('deliveries', () => {
  it('are listed by endpoint and by event, and filtered', async () => {
    const { json } = await gateway.call('GET', `${path}/deliveries?status=dead&created[gte]=3`);
    expect(json).toMatchObject({ data: [{ id: 'whd_1', sequence: 7, next_attempt_at: 2 }] });
    expect(lastAsked()).toMatchObject({
      of: { endpointId: id },
      status: 'dead',
      page: { created: { gte: 3 } },
    });
    expect((await gateway.call('GET', '/v1/events/evt_1/deliveries')).status).toBe(200);
    expect((await gateway.call('GET', '/v1/events/evt_2/deliveries')).status).toBe(404);
    expect((await gateway.call('GET', '/v1/webhook_endpoints/we_no/deliveries')).status).toBe(404);
    expect((await gateway.call('GET', `${path}/deliveries?status=lost`)).status).toBe(400);
    expect((await gateway.call('GET', `${path}/deliveries?starting_after=x`)).status).toBe(400);
  });

  it('can be given up, unless they are under way', async () => {
    expect((await post('/v1/webhook_deliveries/whd_1/cancel')).json).toMatchObject({
      ...{ id: 'whd_1', object: 'webhook_delivery', status: 'cancelled', finished_at: 3 },
    });
    expect((await post('/v1/webhook_deliveries/whd_2/cancel')).status).toBe(404);
    expect(await post('/v1/webhook_deliveries/whd_7/cancel')).toMatchObject({
      status: 409,
      json: { error: { code: 'lock_timeout' } },
    });
  });

  it('show their attempts one by one', async () => {
    const { json } = await gateway.call('GET', '/v1/webhook_deliveries/whd_1');
    expect(json).toMatchObject({
      attempts: [
        {
          number: 1,
          timings: { dns_ms: 1, tls_ms: null },
          response: { status: 500, body: 'no', headers: { server: 'x' } },
        },
      ],
    });
    expect((await gateway.call('GET', '/v1/webhook_deliveries/whd_2')).status).toBe(404);
  });
});
