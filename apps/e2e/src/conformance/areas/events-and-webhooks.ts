import { createHmac, createPublicKey, verify } from 'node:crypto';
import { HttpSink, type ReceivedRequest } from '@ledgerway/testing';
import type Stripe from 'stripe';
import { onTheWire, viaSdk, type Area, type Case } from '../case.js';
import { eventsAbout, expectEvents } from '../events.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal, expectRefused } from '../refusals.js';
import { charge } from '../resources.js';

type Endpoint = { readonly sink: HttpSink; readonly endpoint: Stripe.WebhookEndpoint };

/** Runs with a receiver and an endpoint that points to it, and takes both away. */
async function withEndpoint(
  merchant: Merchant,
  params: object,
  run: (endpoint: Endpoint) => Promise<unknown>,
): Promise<void> {
  const sink = await HttpSink.start();
  try {
    const endpoint = await merchant.stripe.webhookEndpoints.create({
      url: sink.url('/hook'),
      enabled_events: ['charge.succeeded'],
      ...params,
    });
    await run({ sink, endpoint });
    await merchant.stripe.webhookEndpoints.del(endpoint.id);
  } finally {
    await sink.close();
  }
}

const naming = (id: string) => (request: ReceivedRequest) => request.body.includes(id);
const signatureOf = ({ headers }: ReceivedRequest) => headers['stripe-signature'] as string;
const first = <T>([one]: readonly T[]): T => one as T;

const events: Case[] = [
  viaSdk('an event is a frozen picture of what happened', async (merchant) => {
    const made = await charge(merchant, { description: 'before' });
    await merchant.stripe.charges.update(made.id, { description: 'after' });
    const [event] = await expectEvents(merchant, made.id, ['charge.succeeded', 'charge.updated']);
    const read = await merchant.stripe.events.retrieve((event as Stripe.Event).id);
    expect(read).toMatchObject({
      object: 'event',
      id: expect.stringMatching(/^evt_/),
      api_version: expect.any(String),
      livemode: false,
      pending_webhooks: expect.any(Number),
      type: 'charge.succeeded',
      data: { object: { id: made.id, object: 'charge', description: 'before' } },
    });
  }),
  viaSdk('an event names the request that brought it about', async (merchant) => {
    const options = { idempotencyKey: 'evented' };
    const params = { amount: 2000, currency: 'hkd', source: 'tok_visa' };
    const made = await merchant.stripe.charges.create(params, options);
    const [event] = await expectEvents(merchant, made.id, ['charge.succeeded']);
    expect(event?.request).toEqual({
      id: made.lastResponse.requestId,
      idempotency_key: 'evented',
    });
  }),
  viaSdk(
    'charge.refunded is about the charge, refund.created about the refund',
    async (merchant) => {
      const { id } = await charge(merchant);
      const refund = await merchant.stripe.refunds.create({ charge: id, amount: 500 });
      const [, created, refunded] = await expectEvents(merchant, id, [
        'charge.succeeded',
        'refund.created',
        'charge.refunded',
      ]);
      expect(created?.data.object).toMatchObject({ object: 'refund', id: refund.id });
      expect(refunded?.data).toMatchObject({
        object: { object: 'charge', id, amount_refunded: 500 },
        previous_attributes: { amount_refunded: 0 },
      });
    },
  ),
  ...(
    [
      ['type', { type: 'refund.created' }, ['refund.created']],
      ['type with a star', { type: 'charge.*' }, ['charge.refunded', 'charge.succeeded']],
      [
        'types',
        { types: ['charge.refunded', 'refund.created'] },
        ['charge.refunded', 'refund.created'],
      ],
    ] as const
  ).map(([name, filter, types]) =>
    viaSdk(`list: by ${name}`, async (merchant) => {
      const other = await merchant.another();
      const { id } = await charge(other);
      await other.stripe.refunds.create({ charge: id });
      await expectEvents(other, id, ['charge.succeeded', 'refund.created', 'charge.refunded']);
      const { data } = await other.stripe.events.list({
        ...filter,
        types: 'types' in filter ? [...filter.types] : undefined,
      });
      expect(data.map(({ type }) => type)).toEqual(types);
    }),
  ),
  onTheWire('list: type and types together, and 21 types', async (merchant) => {
    const both = '/v1/events?type=charge.failed&types[]=charge.succeeded';
    expectRefused(await merchant.get(both), { status: 400 });
    const many = Array.from({ length: 21 }, () => 'types[]=charge.failed').join('&');
    expectRefused(await merchant.get(`/v1/events?${many}`), { status: 400 });
  }),
  viaSdk('an unknown event', ({ stripe }) =>
    expectRefusal(stripe.events.retrieve('evt_nothing'), { status: 404, code: 'resource_missing' }),
  ),
];

const endpoints: Case[] = [
  viaSdk('create, retrieve, update, disable, list and delete', async (merchant) => {
    const { webhookEndpoints } = merchant.stripe;
    const made = await webhookEndpoints.create({
      url: 'http://127.0.0.1:9999/hook',
      enabled_events: ['charge.failed'],
      description: 'shop',
      metadata: { a: 'b' },
    });
    expect(made).toMatchObject({
      object: 'webhook_endpoint',
      id: expect.stringMatching(/^we_/),
      application: null,
      description: 'shop',
      enabled_events: ['charge.failed'],
      livemode: false,
      metadata: { a: 'b' },
      secret: expect.stringMatching(/^whsec_/),
      status: 'enabled',
    });
    const read = await webhookEndpoints.retrieve(made.id);
    expect(read).not.toHaveProperty('secret');
    const changed = { url: 'http://127.0.0.1:9999/other', enabled_events: ['*' as const] };
    expect(await webhookEndpoints.update(made.id, changed)).toMatchObject(changed);
    const disabled = await webhookEndpoints.update(made.id, { disabled: true });
    expect(disabled.status).toBe('disabled');
    const { data } = await webhookEndpoints.list({ limit: 100 });
    expect(data.map(({ id }) => id)).toContain(made.id);
    expect(await webhookEndpoints.del(made.id)).toMatchObject({ id: made.id, deleted: true });
    await expectRefusal(webhookEndpoints.retrieve(made.id), {
      status: 404,
      code: 'resource_missing',
    });
  }),
  ...(
    [
      ['a relative url', { url: '/hook' }, { code: 'url_invalid', param: 'url' }],
      [
        'an address of the operator’s network',
        { url: 'http://169.254.169.254/' },
        { param: 'url' },
      ],
      ['no url', { url: undefined }, { code: 'parameter_missing', param: 'url' }],
      [
        'no events',
        { enabled_events: undefined },
        { code: 'parameter_missing', param: 'enabled_events' },
      ],
      ['an unknown parameter', { bogus: 1 }, { code: 'parameter_unknown', param: 'bogus' }],
    ] as const
  ).map(([name, params, refusal]) =>
    viaSdk(`create: ${name}`, (merchant) =>
      expectRefusal(
        merchant.stripe.webhookEndpoints.create({
          url: 'http://127.0.0.1:9999/hook',
          enabled_events: ['charge.failed'],
          ...params,
        } as Stripe.WebhookEndpointCreateParams),
        { status: 400, ...refusal },
      ),
    ),
  ),
  viaSdk('sixteen endpoints at once', async (merchant) => {
    const other = await merchant.another();
    const params = { url: 'http://127.0.0.1:9999/', enabled_events: ['charge.failed' as const] };
    for (let made = 0; made < 16; made += 1) await other.stripe.webhookEndpoints.create(params);
    expect((await other.stripe.webhookEndpoints.list({ limit: 100 })).data).toHaveLength(16);
  }),
];

const deliveries: Case[] = [
  viaSdk('a delivery is signed, and carries the event', (merchant) =>
    withEndpoint(merchant, {}, async ({ sink, endpoint }) => {
      const { id } = await charge(merchant);
      const request = first(await sink.waitFor(naming(id)));
      expect(request.headers['content-type']).toMatch(/^application\/json/);
      const { webhooks } = merchant.stripe;
      const secret = endpoint.secret as string;
      const event = webhooks.constructEvent(request.body, signatureOf(request), secret);
      const [told] = await eventsAbout(merchant, id);
      expect(event).toMatchObject({ id: told?.id, type: 'charge.succeeded' });
      expect(() =>
        webhooks.constructEvent(request.body, signatureOf(request), 'whsec_other'),
      ).toThrow();
      const changed = request.body.toString().replace('2000', '9000');
      expect(() => webhooks.constructEvent(changed, signatureOf(request), secret)).toThrow();
    }),
  ),
  viaSdk('the signature is HMAC-SHA256 of time, point and body', (merchant) =>
    withEndpoint(merchant, {}, async ({ sink, endpoint }) => {
      const { id } = await charge(merchant);
      const request = first(await sink.waitFor(naming(id)));
      const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signatureOf(request)) ?? [];
      const hmac = createHmac('sha256', endpoint.secret as string);
      expect(signature).toBe(hmac.update(`${time}.${request.body.toString()}`).digest('hex'));
    }),
  ),
  viaSdk('an endpoint gets events in its own version', (merchant) =>
    withEndpoint(merchant, { api_version: '2022-11-15' }, async ({ sink, endpoint }) => {
      expect(endpoint.api_version).toBe('2022-11-15');
      const { id } = await charge(merchant);
      const request = first(await sink.waitFor(naming(id)));
      expect(JSON.parse(request.body.toString())).toMatchObject({ api_version: '2022-11-15' });
    }),
  ),
  onTheWire('by default the version of the call that made it', async (merchant) => {
    const params = { url: 'http://127.0.0.1:9999/', enabled_events: ['charge.failed'] };
    const headers = { 'stripe-version': '2024-06-20' };
    const { json } = await merchant.post('/v1/webhook_endpoints', params, { headers });
    expect(json.api_version).toBe('2024-06-20');
    await merchant.delete(`/v1/webhook_endpoints/${json.id}`);
  }),
  viaSdk('a disabled endpoint gets nothing', (merchant) =>
    withEndpoint(merchant, {}, ({ sink, endpoint }) =>
      withEndpoint(merchant, {}, async (other) => {
        await merchant.stripe.webhookEndpoints.update(endpoint.id, { disabled: true });
        const { id } = await charge(merchant);
        await other.sink.waitFor(naming(id));
        expect(sink.requests.filter(naming(id))).toEqual([]);
      }),
    ),
  ),
  onTheWire('a rolled secret: both sign during the overlap', (merchant) =>
    withEndpoint(merchant, {}, async ({ sink, endpoint }) => {
      const path = `/v1/webhook_endpoints/${endpoint.id}/roll_secret`;
      const { json: rolled } = await merchant.post(path, { expires_in: 3600 });
      expect(rolled.secret).toMatch(/^whsec_/);
      expect(rolled.secret).not.toBe(endpoint.secret);
      const { id } = await charge(merchant);
      const request = first(await sink.waitFor(naming(id)));
      for (const secret of [endpoint.secret as string, rolled.secret as string])
        merchant.stripe.webhooks.constructEvent(request.body, signatureOf(request), secret);
    }),
  ),
];

const signedWithKeys: Case[] = [
  onTheWire('an Ed25519 key: signed for whoever has its public half', (merchant) =>
    withEndpoint(merchant, { delivery: { secret_type: 'ed25519' } }, async ({ sink, endpoint }) => {
      expect(endpoint).not.toHaveProperty('secret');
      const { delivery } = endpoint as unknown as { delivery: { public_key: string } };
      const { id } = await charge(merchant);
      const { headers, body } = first(await sink.waitFor(naming(id)));
      expect(headers).not.toHaveProperty('stripe-signature');
      const message = Buffer.concat([
        Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`),
        body,
      ]);
      const [version, signature] = (headers['webhook-signature'] as string).split(',');
      expect(version).toBe('v1a');
      const x = Buffer.from(delivery.public_key.slice('whpk_'.length), 'base64');
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') };
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      expect(verify(null, message, key, Buffer.from(signature!, 'base64'))).toBe(true);
    }),
  ),
  onTheWire('the trace of a request goes on in what it causes', (merchant) =>
    withEndpoint(merchant, {}, async ({ sink }) => {
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      const params = { amount: 2000, currency: 'hkd', source: 'tok_visa' };
      const { json } = await merchant.post('/v1/charges', params, { headers: { traceparent } });
      const { headers } = first(await sink.waitFor(naming(json.id as string)));
      expect(headers).toMatchObject({ traceparent });
    }),
  ),
];

export const eventsAndWebhooks: Area = {
  name: 'events and webhooks',
  cases: [...events, ...endpoints, ...deliveries, ...signedWithKeys],
};
