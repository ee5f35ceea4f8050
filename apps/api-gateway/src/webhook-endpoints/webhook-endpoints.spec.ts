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
