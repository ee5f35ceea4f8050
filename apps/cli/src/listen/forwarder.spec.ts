import { randomBytes } from 'node:crypto';
import { HttpSink } from '@ledgerway/testing';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Forwarder, type ForwarderOptions } from './forwarder.js';

const stripe = new Stripe('sk_test_unused');
const secret = `whsec_${randomBytes(32).toString('base64')}`;
const event = {
  id: 'evt_1',
  type: 'charge.succeeded',
  created: 1_795_402_976,
  livemode: false,
  data: { object: { id: 'ch_1', description: 'Grüße, 港' } },
};

let sink: HttpSink;
beforeEach(async () => {
  sink = await HttpSink.start();
});
afterEach(() => sink.close());

const forwarder = (options: Partial<ForwarderOptions> = {}) =>
  new Forwarder({
    target: new URL(sink.url('/hook')),
    secret,
    headers: [],
    skipVerify: false,
    retry: true,
    signal: new AbortController().signal,
    pause: async () => {},
    nowMs: () => Date.now(),
    onDown: () => {},
    ...options,
  });

describe('forwarding', () => {
  it('sends what both official libraries take for genuine', async () => {
    expect(await forwarder().forward(event)).toMatchObject({ status: 200, attempts: 1 });
    const { body, headers } = sink.requests[0]!;
    const flat = Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, String(v)]));
    expect(new Webhook(secret).verify(body, flat)).toEqual(event);
    const signature = flat['stripe-signature']!;
    expect(stripe.webhooks.constructEvent(body, signature, secret)).toEqual(event);
    const other = `whsec_${randomBytes(32).toString('base64')}`;
    expect(() => new Webhook(other).verify(body, flat)).toThrow();
  });

  it('adds headers, or puts them in the place of its own', async () => {
    const headers = [
      ['x-tenant', 'seven'],
      ['user-agent', 'mine'],
    ] as const;
    await forwarder({ headers }).forward(event);
    expect(sink.requests[0]!.headers).toMatchObject({ 'x-tenant': 'seven', 'user-agent': 'mine' });
  });

  it.each([400, 404, 500, 503])(
    'takes %i for an answer, and does not ask again',
    async (status) => {
      sink.on('/hook', { status, body: 'no thanks' });
      expect(await forwarder().forward(event)).toMatchObject({ status, body: 'no thanks' });
      expect(sink.requests).toHaveLength(1);
    },
  );

  it('does not follow redirects', async () => {
    sink.on('/hook', { redirectTo: sink.url('/elsewhere') });
    expect(await forwarder().forward(event)).toMatchObject({ status: 302 });
    expect(sink.requestsTo('/elsewhere')).toEqual([]);
  });

  it('keeps the beginning of an endless answer', async () => {
    sink.on('/hook', { bigBody: { bytes: 3_000_000 } });
    const answer = await forwarder().forward(event);
    expect(answer).toMatchObject({ status: 200, body: '.'.repeat(16_384) });
  });

  it('tries a receiver that is down until it is up, with growing pauses', async () => {
    sink.on('/hook', { reset: true }, { reset: true }, { reset: true }, { status: 204 });
    const pauses: number[] = [];
    const onDown = (_cause: string, ms: number) => pauses.push(ms);
    expect(await forwarder({ onDown }).forward(event)).toMatchObject({ status: 204, attempts: 4 });
    expect(pauses).toEqual([500, 1_000, 2_000]);
    expect(sink.requests.map(({ headers }) => headers['ledgerway-attempt'])).toEqual(['4']);
  });

  it('goes on at once if it is not to retry', async () => {
    const options = { retry: false, target: new URL('http://127.0.0.1:1/hook') };
    const answer = await forwarder(options).forward(event);
    expect(answer).toMatchObject({ body: 'connection refused', attempts: 1 });
    expect(answer).not.toHaveProperty('status');
  });

  it('is interrupted in the middle of it', async () => {
    const stop = new AbortController();
    sink.on('/hook', { hang: true });
    const answer = forwarder({ signal: stop.signal }).forward(event);
    await sink.waitFor(1);
    stop.abort();
    expect(await answer).toBe('interrupted');
  });
});
