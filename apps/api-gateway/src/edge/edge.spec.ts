// Everything that can be wrong with a request before any capability sees it, over real sockets.
import { startEchoEdge, tenant, type EchoEdge } from '../under-test/echo-edge.js';

let edge: EchoEdge;
beforeAll(async () => {
  edge = await startEchoEdge();
});
afterAll(() => edge?.app.close());
const raw = (text: string) => edge.raw(text);

const auth = { authorization: 'Bearer sk_test_1' };
const form = { ...auth, 'content-type': 'application/x-www-form-urlencoded' };

async function call(method: string, path: string, init: { headers?: object; body?: string } = {}) {
  const response = await fetch(`http://127.0.0.1:${edge.port}${path}`, {
    method,
    headers: { ...auth, ...init.headers },
    ...(init.body !== undefined && { body: init.body }),
  });
  const json = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, json };
}

const inShape = (status: number, type = 'invalid_request_error') => ({
  status,
  json: { error: { type, message: expect.any(String) as string } },
});

describe('a good request', () => {
  it('is read whatever its spelling', async () => {
    const asForm = await call('POST', '/v1/echo?expand[]=a', {
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
      body: 'amount=1&metadata%5Ba%5D=b+c',
    });
    const asJson = await call('POST', '/v1/echo?expand[0]=a', {
      headers: { 'content-type': 'application/json' },
      body: '{"amount":1,"metadata":{"a":"b c"}}',
    });
    expect(asForm.json).toEqual({ amount: '1', expand: ['a'], metadata: { a: 'b c' } });
    expect(asJson.json).toEqual(asForm.json);
  });

  it('carries its id, its version and its key in the answer', async () => {
    const { headers } = await call('POST', '/v1/echo', {
      headers: { 'stripe-version': '2020-08-27', 'idempotency-key': 'order-1' },
    });
    expect(headers.get('request-id')).toMatch(/^req_\w{24}$/);
    expect(headers.get('stripe-version')).toBe('2020-08-27');
    expect(headers.get('idempotency-key')).toBe('order-1');
    expect(headers.get('content-type')).toMatch(/^application\/json/);
  });

  it('may have an empty body, and a content type without one', async () => {
    expect(await call('POST', '/v1/echo', { headers: form })).toMatchObject({ status: 200 });
    expect(await call('DELETE', '/v1/echo/1', { headers: form })).toMatchObject({ status: 200 });
    expect(await call('GET', '/v1/echo/1', { headers: form })).toMatchObject({ status: 200 });
  });

  it('may have a request line of 16 KiB', async () =>
    expect(await call('GET', `/v1/echo/1?a=${'x'.repeat(16_000)}`)).toMatchObject({ status: 200 }));
});

describe('a caller', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  it.each([
    ['Bearer', 'Bearer sk_test_1'],
    ['bearer in lower case', 'bearer sk_test_1'],
    ['Basic', basic('sk_test_1:')],
    ['Basic with a password', basic('sk_test_1:ignored')],
    ['a key that has to be looked up', 'Bearer sk_late'],
  ])('with %s is let in', async (_how, authorization) =>
    expect(await call('GET', '/v1/echo/1', { headers: { authorization } })).toMatchObject({
      status: 200,
      json: { caller: { tenant } },
    }),
  );

  it.each([
    ['no header', '', /did not provide an API key/],
    ['an unknown key', 'Bearer sk_test_unknownunknownunknownabcd', /sk_test_\*\*\*\*abcd$/],
    ['an unknown scheme', 'Digest sk_test_1', /did not provide an API key/],
  ])('with %s is 401', async (_how, authorization, message) => {
    const { status, json } = await call('GET', '/v1/echo/1', { headers: { authorization } });
    expect({ status, json }).toMatchObject(inShape(401));
    expect((json['error'] as { message: string }).message).toMatch(message);
  });

  it('without a key of ours is refused before the body is read', async () => {
    const answer = await raw(
      'POST /v1/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_nobody\r\n' +
        'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n\r\nonly=this',
    );
    expect(answer.status).toBe(401);
  });

  it.each([
    ['publishable', 'pk_test_1', '/v1/echo', 401],
    ['publishable', 'pk_test_1', '/v1/tokens', 200],
    ['secret', 'sk_test_1', '/v1/operate', 403],
    ['operator', 'op_1', '/v1/operate', 200],
    ['operator', 'op_1', '/v1/echo', 403],
  ])('with a %s key (%s) at %s gets %i', async (_kind, key, path, status) =>
    expect(await call('POST', path, { headers: { authorization: `Bearer ${key}` } })).toMatchObject(
      {
        status,
      },
    ),
  );

  it('may name its own account, and no other', async () => {
    const named = (account: string) =>
      call('GET', '/v1/echo/1', { headers: { 'stripe-account': account } });
    const context = (account: string) =>
      call('GET', '/v1/echo/1', { headers: { 'stripe-context': account } });
    for (const asked of [named, context]) {
      expect((await asked('acct_1')).status).toBe(200);
      expect((await asked('acct_2')).status).toBe(403);
    }
  });
});

describe('a bad request is an error of the contract', () => {
  it.each([
    ['GET', '/v1/nothing', 404, {}],
    ['POST', '/v1/nothing', 404, { headers: { 'content-type': 'multipart/form-data' }, body: 'x' }],
    ['GET', '/v2/core/event_destinations', 404, {}],
    ['GET', '/', 404, {}],
    ['GET', '/v1/echo/', 404, {}],
    ['PUT', '/v1/echo', 405, {}],
    ['PATCH', '/v1/echo/1', 405, {}],
    ['OPTIONS', '/v1/echo', 405, {}],
    ['POST', '/open', 405, {}],
    ['GET', '/v1/%zz', 400, {}],
    ['GET', '/v1/echo/%ff', 400, {}],
    ['GET', '/v1/echo/a%00', 400, {}],
    ['GET', `/v1/echo/${'x'.repeat(256)}`, 400, {}],
    ['GET', '/v1/echo/1?a=%zz', 400, {}],
    ['GET', '/v1/echo/1?a=1&a=2', 400, {}],
    ['POST', '/v1/echo', 400, { headers: form, body: 'amount=%zz' }],
    ['POST', '/v1/echo', 400, { headers: form, body: 'a[b=1' }],
    ['POST', '/v1/echo?amount=1', 400, { headers: form, body: 'amount=2' }],
    ['POST', '/v1/echo', 400, { headers: { 'content-type': 'application/json' }, body: '{"a":' }],
    ['POST', '/v1/echo', 415, { headers: { 'content-type': 'application/xml' }, body: '<a/>' }],
    ['POST', '/v1/echo', 415, { headers: { 'content-type': 'text/plain' }, body: 'a=1' }],
    ['POST', '/v1/echo', 415, { headers: { ...form, 'content-encoding': 'gzip' }, body: 'x' }],
    [
      'POST',
      '/v1/echo',
      415,
      { headers: { 'content-type': 'application/json; charset=utf-16' }, body: '{}' },
    ],
    [
      'POST',
      '/v1/echo',
      400,
      { headers: { 'content-type': 'application/json' }, body: '{"a":1,"a":2}' },
    ],
    ['POST', '/v1/echo', 400, { headers: { 'stripe-version': 'latest' } }],
    ['POST', '/v1/echo', 400, { headers: { 'stripe-version': '2020-13-01' } }],
    ['POST', '/v1/echo', 400, { headers: { 'stripe-version': '2020-08-27.Endive' } }],
    ['POST', '/v1/echo', 413, { headers: form, body: `a=${'x'.repeat(2_000_000)}` }],
  ])('%s %s: %i', async (method, path, status, init) => {
    const answer = await call(method, path, init);
    expect({ status: answer.status, json: answer.json }).toMatchObject(inShape(status));
    expect(answer.headers.get('request-id')).toMatch(/^req_/);
  });

  it('says which methods a known path answers', async () => {
    const { headers } = await call('PUT', '/v1/echo/1');
    expect(headers.get('allow')).toBe('GET, DELETE');
  });

  it('names the URL that it does not know', async () => {
    const { json } = await call('GET', '/v1/x?secret=1');
    expect(json['error']).toMatchObject({
      message: expect.stringMatching(/^Unrecognized request URL \(GET: \/v1\/x\)\. /) as string,
    });
  });

  it('is a 500 without details when it is our fault', async () => {
    const answer = await call('GET', '/v1/crash');
    expect({ status: answer.status, json: answer.json }).toMatchObject(inShape(500, 'api_error'));
    expect(JSON.stringify(answer.json)).not.toContain('bug');
    expect(edge.lines.join('')).toContain('a bug with');
    expect(edge.lines.join('')).not.toContain('sk_test_aaaa');
  });
});
