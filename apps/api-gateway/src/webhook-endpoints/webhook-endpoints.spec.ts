import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway?.stop());

const url = encodeURIComponent('https://shop.example/hook');
const create = (
  body = `url=${url}&enabled_events[]=charge.succeeded&metadata[a]=1&metadata[b]=2`,
) => gateway.call('POST', '/v1/webhook_endpoints', { body });

describe('a webhook endpoint', () => {
  it('shows its secret once, and is of the version that was asked in', async () => {
    const { json } = await gateway.call('POST', '/v1/webhook_endpoints', {
      body: `url=${url}&enabled_events[0]=charge.succeeded&enabled_events[1]=charge.failed`,
      headers: { 'stripe-version': '2020-08-27' },
    });
    expect(json).toMatchObject({
      object: 'webhook_endpoint',
      api_version: '2020-08-27',
      enabled_events: ['charge.succeeded', 'charge.failed'],
      secret: 'whsec_of_the_endpoint',
    });
    const read = await gateway.call('GET', `/v1/webhook_endpoints/${json.id}`);
    expect(read.json).toEqual({ ...json, secret: undefined });
    await gateway.stored();
    const stored = await gateway.database.query<{ body: Buffer; sealed: boolean }>(
      'select body, sealed from idempotency_answers',
    );
    for (const { body } of stored.rows) expect(body.toString()).not.toContain('whsec_');
  });

  it('can have a key of ours instead of a secret: its public half is shown, also later', async () => {
    const body = `url=${url}&enabled_events[]=*&delivery[secret_type]=ed25519`;
    const { json } = await create(body);
    expect(json).not.toHaveProperty('secret');
    const shown = { secret_type: 'ed25519', public_key: 'whpk_of_the_endpoint' };
    expect(json.delivery).toMatchObject(shown);
    const path = `/v1/webhook_endpoints/${json.id}`;
    expect((await gateway.call('GET', path)).json.delivery).toMatchObject(shown);
    const change = { body: 'delivery[secret_type]=hmac' };
    expect(await gateway.call('POST', path, change)).toMatchObject({
      status: 400,
      json: { error: { code: 'parameter_unknown', param: 'delivery[secret_type]' } },
    });
  });

  it('can be changed, its metadata key by key, and removed', async () => {
    const { json } = await create();
    const path = `/v1/webhook_endpoints/${json.id}`;
    const update = (body: string) => gateway.call('POST', path, { body });
    expect((await update('metadata[a]=&metadata[c]=3')).json.metadata).toEqual({ b: '2', c: '3' });
    expect((await update('metadata=')).json.metadata).toEqual({});
    expect((await update('disabled=true')).json.status).toBe('disabled');
    const removed = await gateway.call('DELETE', path);
    expect(removed.json).toEqual({ id: json.id, object: 'webhook_endpoint', deleted: true });
    expect((await gateway.call('GET', path)).status).toBe(404);
    expect((await update('disabled=true')).status).toBe(404);
  });

  it.each([
    ['no URL', 'enabled_events[]=*', 'url', 'parameter_missing'],
    ['what is no URL', 'url=shop&enabled_events[]=*', 'url', 'url_invalid'],
    [
      'an address that its owner refuses',
      'url=http://169.254.169.254/&enabled_events[]=*',
      'url',
      'url_invalid',
    ],
    ['no events', `url=${url}`, 'enabled_events', 'parameter_missing'],
  ])('with %s is refused', async (_what, body, param, code) =>
    expect(await create(body)).toMatchObject({ status: 400, json: { error: { param, code } } }),
  );
});

describe('how an endpoint wants its deliveries', () => {
  const settings = async (body: string) => {
    const { json } = await create();
    return gateway.call('POST', `/v1/webhook_endpoints/${json.id}`, { body });
  };

  it('is in an object of its own, and header values are never shown', async () => {
    const { json } = await settings(
      'delivery[ordering]=fifo&delivery[poison]=block&delivery[rate_per_second]=5' +
        '&delivery[timeout_ms]=2000&delivery[retry_delays][]=5&delivery[retry_delays][]=60' +
        '&delivery[custom_headers][Authorization]=Bearer%20abc',
    );
    expect(json.delivery).toEqual({
      ordering: 'fifo',
      poison: 'block',
      rate_per_second: 5,
      timeout_ms: 2000,
      retry_delays: [5, 60],
      custom_headers: { authorization: '[hidden]' },
      secret_type: 'hmac',
      public_key: null,
    });
    expect(JSON.stringify(json)).not.toContain('Bearer');
  });

  it('goes back to what is usual with empty text', async () => {
    const { json } = await settings('delivery[retry_delays]=&delivery[rate_per_second]=');
    expect(json.delivery).toMatchObject({ retry_delays: null, rate_per_second: null });
  });

  it.each([
    ['an unknown order', 'delivery[ordering]=random', 'delivery[ordering]'],
    ['no rate at all', 'delivery[rate_per_second]=0', 'delivery[rate_per_second]'],
    ['too long a wait', 'delivery[timeout_ms]=30001', 'delivery[timeout_ms]'],
    ['a pause that is no number', 'delivery[retry_delays][]=1h', 'delivery[retry_delays]'],
    ['headers that are none', 'delivery[custom_headers]=x', 'delivery[custom_headers]'],
    ['what there is not', 'delivery[health]=good', 'delivery[health]'],
  ])('cannot be %s', async (_what, body, param) =>
    expect(await settings(body)).toMatchObject({ status: 400, json: { error: { param } } }),
  );

  it('comes with how the endpoint fares, if that is asked for', async () => {
    const { json } = await create();
    const path = `/v1/webhook_endpoints/${json.id}`;
    expect((await gateway.call('GET', path)).json.delivery).not.toHaveProperty('health');
    const expanded = await gateway.call('GET', `${path}?expand[]=delivery.health`);
    expect(expanded.json.delivery).toMatchObject({ health: { missed: 2, last_success_at: 1 } });
    expect((await gateway.call('GET', `${path}?expand[]=delivery.more`)).status).toBe(400);
  });
});
