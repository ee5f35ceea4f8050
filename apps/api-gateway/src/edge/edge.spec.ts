// Everything that can be wrong with a request before any capability sees it, over real sockets.
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { Controller, Delete, Get, Module, Post, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger } from '@ledgerway/platform';
import { Registry } from 'prom-client';
import { canonicalText } from '../form/form-value.js';
import { ok } from './answer.js';
import { Access, Public, type ApiRequest, type Caller } from './caller.js';
import { createEdge } from './edge.js';

@Controller()
class EchoController {
  @Post('v1/echo')
  echo(@Req() request: ApiRequest) {
    return ok(JSON.parse(canonicalText(request.form)));
  }
  @Get('v1/echo/:id')
  one(@Req() request: ApiRequest) {
    return ok({ form: JSON.parse(canonicalText(request.form)) as unknown, caller: request.caller });
  }
  @Delete('v1/echo/:id')
  remove() {
    return ok({ deleted: true });
  }
  @Post('v1/operate')
  @Access('operator')
  operate() {
    return ok({});
  }
  @Post('v1/tokens')
  @Access('publishable', 'secret')
  token() {
    return ok({});
  }
  @Get('open')
  @Public()
  open() {
    return ok({ open: true });
  }
  @Get('v1/crash')
  crash() {
    throw new Error('a bug with sk_test_aaaaaaaaaaaaaaaaaaaaaaaa in it');
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

const tenant = { merchantId: 'acct_1', livemode: false };
const callers: Readonly<Record<string, Caller>> = {
  sk_test_1: { kind: 'secret', keyId: 'key_1', masked: 'sk_test_****0001', tenant },
  pk_test_1: { kind: 'publishable', keyId: 'key_2', masked: 'pk_test_****0001', tenant },
  op_1: { kind: 'operator', keyId: 'key_3', masked: 'op_****0001' },
};

let app: NestFastifyApplication;
let port: number;
const lines: string[] = [];

beforeAll(async () => {
  app = await createEdge({
    module: EchoModule,
    authenticator: {
      authenticate: (key) =>
        key === 'sk_late' ? Promise.resolve(callers['sk_test_1']) : callers[key],
    },
    logger: createLogger({
      name: 'spec',
      pretty: false,
      destination: { write: (line: string) => void lines.push(line) },
    }),
    registry: new Registry(),
    clock: { now: () => Date.now() },
  });
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as { port: number }).port;
});
afterAll(() => app.close());

const auth = { authorization: 'Bearer sk_test_1' };
const form = { ...auth, 'content-type': 'application/x-www-form-urlencoded' };

async function call(method: string, path: string, init: { headers?: object; body?: string } = {}) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { ...auth, ...init.headers },
    ...(init.body !== undefined && { body: init.body }),
  });
  const json = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, json };
}

/** Writes bytes as they are and reads until the server closes. */
function raw(text: string): Promise<{ status: number; headers: string; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => {
      const [headers = '', body = ''] = received.split('\r\n\r\n');
      resolve({ status: Number(headers.split(' ')[1]), headers, body });
    });
  });
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
    expect((await named('acct_1')).status).toBe(200);
    expect((await named('acct_2')).status).toBe(403);
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
    ['POST', '/v1/echo', 400, { headers: { 'stripe-version': 'latest' } }],
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
    expect(lines.join('')).toContain('a bug with');
    expect(lines.join('')).not.toContain('sk_test_aaaa');
  });
});

describe('bytes that are no request', () => {
  const head = 'GET /v1/echo/1 HTTP/1.1\r\nAuthorization: Bearer sk_test_1\r\n';
  it.each([
    ['a malformed request line', 'NONSENSE\r\n\r\n', 400],
    ['a malformed header', `${head}Host: x\r\nno colon\r\n\r\n`, 400],
    ['bytes beyond ASCII in the URL', 'GET /v1/\xe9 HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['no Host', `${head}Connection: close\r\n\r\n`, 400],
    ['an unknown expectation', `${head}Host: x\r\nExpect: miracles\r\n\r\n`, 400],
    ['headers over 16 KiB', `${head}Host: x\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`, 431],
    ['a request line over 16 KiB', `GET /${'x'.repeat(17_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ['CONNECT', 'CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n', 405],
    [
      'two lengths',
      'POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
  ])('%s', async (_what, text, status) => {
    const answer = await raw(text);
    expect(answer.status).toBe(status);
    expect(answer.headers.toLowerCase()).toContain('request-id: req_');
    expect(JSON.parse(answer.body)).toMatchObject(inShape(status).json);
  });

  it('never cut into an answer that is under way', async () => {
    const { body, headers } = await raw(`${head}Host: x\r\nConnection: close\r\n\r\n`);
    expect(headers.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(JSON.parse(body)).toMatchObject({ caller: { tenant } });
  });
});

describe('a body that is too large', () => {
  it('is refused at its announcement', async () => {
    const answer = await raw(
      'POST /v1/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_test_1\r\n' +
        'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9999999999\r\n\r\na=',
    );
    expect(answer.status).toBe(413);
    expect(answer.headers.toLowerCase()).toContain('connection: close');
  });

  it('is cut off when it was not announced', async () => {
    const sent = await flood();
    expect(sent.status).toBe(413);
    expect(sent.bytes).toBeLessThan(20_000_000);
  });
});

describe('a client that leaves in the middle of its body', () => {
  it('is no failure of ours', async () => {
    const gone = new Promise<void>((resolve) => {
      app.getHttpServer().once('request', (request: IncomingMessage) => {
        request.once('close', () => setImmediate(resolve));
      });
    });
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        'POST /v1/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_test_1\r\n' +
          'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
        () => setImmediate(() => socket.resetAndDestroy()),
      );
    });
    await gone;
    expect(lines.join('')).not.toContain('ECONNRESET');
  });
});

/** Sends chunks without end until the server has enough; answers with what it took. */
function flood(): Promise<{ status: number; bytes: number }> {
  return new Promise((resolve) => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    let received = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(
        'POST /v1/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_test_1\r\n' +
          'Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n',
      );
      pump();
    });
    const pump = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', pump);
    socket.on('data', (data: Buffer) => (received += data.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () =>
      resolve({ status: Number(received.split(' ')[1]), bytes: socket.bytesWritten }),
    );
  });
}
