// Bytes that are no request, or not a whole one, on real sockets.
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { startEchoEdge, tenant, type EchoEdge } from '../under-test/echo-edge.js';

let edge: EchoEdge;
beforeAll(async () => {
  edge = await startEchoEdge();
});
afterAll(() => edge?.app.close());
const raw = (text: string) => edge.raw(text);

describe('bytes that are no request', () => {
  const head = 'GET /v1/echo/1 HTTP/1.1\r\nAuthorization: Bearer sk_test_1\r\n';
  const last = 'Host: x\r\nConnection: close\r\n';
  it.each([
    ['a malformed request line', 'NONSENSE\r\n\r\n', 400],
    ['a malformed header', `${head}Host: x\r\nno colon\r\n\r\n`, 400],
    ['bytes beyond ASCII in the URL', 'GET /v1/\xe9 HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['no Host', `${head}Connection: close\r\n\r\n`, 400],
    ['an unknown expectation', `${head}Host: x\r\nExpect: miracles\r\n\r\n`, 400],
    ['headers over 16 KiB', `${head}${last}X: ${'x'.repeat(17_000)}\r\n\r\n`, 431],
    ['headers far over 16 KiB', `${head}Host: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
    ['a request line over 16 KiB', `GET /${'x'.repeat(17_000)} HTTP/1.1\r\n${last}\r\n`, 414],
    [
      'a request line far over 16 KiB',
      `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
      414,
    ],
    ['a request line without an end', `GET /${'x'.repeat(40_000)}`, 414],
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
    expect(JSON.parse(answer.body)).toMatchObject({
      error: { type: 'invalid_request_error', message: expect.any(String) as string },
    });
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
      edge.app.getHttpServer().once('request', (request: IncomingMessage) => {
        request.once('close', () => setImmediate(resolve));
      });
    });
    const socket = connect(edge.port, '127.0.0.1', () => {
      socket.write(
        'POST /v1/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_test_1\r\n' +
          'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
        () => setImmediate(() => socket.resetAndDestroy()),
      );
    });
    await gone;
    expect(edge.lines.join('')).not.toContain('ECONNRESET');
  });
});

/** Sends chunks without end until the server has enough; answers with what it took. */
function flood(): Promise<{ status: number; bytes: number }> {
  return new Promise((resolve) => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    let received = '';
    const socket = connect(edge.port, '127.0.0.1', () => {
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
