import { HttpSink } from '@ledgerway/testing';
import { ApiClient } from './api-client.js';
import { isPassing } from './api-error.js';
import { formOf, pairsFrom } from './form.js';

let sink: HttpSink;
let api: ApiClient;
beforeEach(async () => {
  sink = await HttpSink.start();
  api = new ApiClient({ base: sink.url('').replace(/\/$/, ''), key: 'sk_test_1' });
});
afterEach(() => sink.close());

const json = (status: number, body: object) => ({
  status,
  body: JSON.stringify(body),
  headers: { 'request-id': 'req_1' },
});

describe('the API client', () => {
  it('sends forms with an idempotency key, and queries without', async () => {
    sink.on('/v1/charges', json(200, { id: 'ch_1' })).on('/v1/charges?limit=3', json(200, {}));
    const params = formOf({
      amount: 2000,
      metadata: { 'order no': '7 & 8' },
      expand: ['customer'],
    });
    expect(await api.post('/v1/charges', params)).toEqual({ id: 'ch_1' });
    await api.get('/v1/charges', pairsFrom(['limit=3']));
    const [posted, got] = sink.requests;
    expect(Object.fromEntries(new URLSearchParams(posted!.body.toString()))).toEqual({
      amount: '2000',
      'metadata[order no]': '7 & 8',
      'expand[0]': 'customer',
    });
    expect(posted!.headers).toMatchObject({ authorization: 'Bearer sk_test_1' });
    expect(posted!.headers['idempotency-key']).toMatch(/^[\da-f-]{36}$/);
    expect(got!.headers['idempotency-key']).toBeUndefined();
  });

  it('ends with one line that names the error, and the request', async () => {
    const error = { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' };
    sink.on('/v1/charges', json(402, { error }));
    await expect(api.post('/v1/charges')).rejects.toMatchObject({
      message: '402 card_declined: Your card was declined. (req_1)',
      exitCode: 3,
      details: { status: 402, code: 'card_declined', request_id: 'req_1' },
    });
  });

  it.each([
    [429, true],
    [503, true],
    [401, false],
    [404, false],
  ])('whether %i may pass by itself: %s', async (status, passes) => {
    sink.on('/v1/events', json(status, { error: {} }));
    expect(isPassing(await api.get('/v1/events').catch((error: unknown) => error))).toBe(passes);
  });

  it('knows a server that is away, and one that is another', async () => {
    sink.on('/v1/events', { status: 200, body: '<html>' });
    await expect(api.get('/v1/events')).rejects.toThrow('is not Ledgerway');
    const away = new ApiClient({ base: 'http://127.0.0.1:1', key: 'sk_test_1' });
    const error = await away.get('/v1/events').catch((one: unknown) => one);
    expect(error).toMatchObject({
      message: 'No answer from http://127.0.0.1:1: connection refused',
      exitCode: 2,
    });
    expect(isPassing(error)).toBe(true);
  });

  it('takes parameters as name=value only', () => {
    expect(pairsFrom(['a[b]=c=d', 'e='])).toEqual([
      ['a[b]', 'c=d'],
      ['e', ''],
    ]);
    expect(() => pairsFrom(['=1'])).toThrow('name=value');
    expect(() => pairsFrom(['amount'])).toThrow('name=value');
  });
});
