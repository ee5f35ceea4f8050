import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createTlsServer, type Server } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpSink } from '@ledgerway/testing';
import { hostileAddresses, hostileNames } from '../../test/hostile-urls.js';
import { AddressGuard, type Resolve } from './address-guard.js';
import type { Answer } from './exchange.js';
import { Sender, type SenderOptions } from './sender.js';

const loopback = ['127.0.0.0/8'];
const to =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: 4 }));

let sink: HttpSink;
const open: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  sink = await HttpSink.start();
  open.push(sink);
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function sender(options: Partial<SenderOptions> = {}): Sender {
  const made = new Sender({
    guard: new AddressGuard(loopback),
    socketsPerEndpoint: 2,
    deadlineMs: 5_000,
    connectTimeoutMs: 1_000,
    maxResponseBytes: 16_384,
    maxPools: 10,
    ...options,
  });
  open.push(made);
  return made;
}
const body = Buffer.from('{"ok":true}');
const post = (from: Sender, url: string, endpointId = 'we_1'): Promise<Answer> =>
  from.post({ endpointId, url: new URL(url) }, ['content-type', 'application/json'], body);
const error = async (answer: Promise<Answer>) => {
  const given = await answer;
  return given.kind === 'failed' ? given.error : given;
};

describe('a POST to an endpoint', () => {
  it('sends the bytes and brings back status and answer', async () => {
    sink.on('/hook', { status: 201, body: 'thanks', headers: { 'retry-after': '7' } });
    const answer = await post(sender(), sink.url('/hook'));
    expect(answer).toMatchObject({
      kind: 'answered',
      status: 201,
      retryAfter: '7',
      asked: null,
      response: Buffer.from('thanks'),
      responseHeaders: { 'retry-after': '7' },
    });
    expect(sink.requests[0]!.body.equals(body)).toBe(true);
  });

  it('does not follow a redirect', async () => {
    const target = await HttpSink.start();
    open.push(target);
    sink.on('/hook', { redirectTo: target.url('/inside'), status: 307 });
    expect(await post(sender(), sink.url('/hook'))).toMatchObject({
      kind: 'answered',
      status: 307,
    });
    expect(target.requests).toHaveLength(0);
  });

  it('ends when the whole time is over, even if the answer keeps coming', async () => {
    sink.on('/hang', { hang: true }).on('/drip', { drip: { bytes: 1_000, everyMs: 20 } });
    const impatient = sender({ deadlineMs: 200 });
    expect(await error(post(impatient, sink.url('/hang')))).toBe('timeout');
    expect(await error(post(impatient, sink.url('/drip')))).toBe('timeout');
  });

  it('gives its socket back when the time is over', async () => {
    sink.on('/hang', { hang: true });
    const single = sender({ deadlineMs: 200, socketsPerEndpoint: 1 });
    expect(await error(post(single, sink.url('/hang')))).toBe('timeout');
    expect(await post(single, sink.url('/'))).toMatchObject({ kind: 'answered', status: 200 });
  });

  it('reads no more of an answer than it keeps', async () => {
    sink.on('/hook', { bigBody: { bytes: 10_000_000 } });
    const answer = await post(sender(), sink.url('/hook'));
    expect(answer).toMatchObject({ kind: 'answered', status: 200 });
    expect('response' in answer && answer.response.length).toBe(16_384);
  });

  it('keeps no larger buffer alive than it needs for the beginning of an answer', async () => {
    sink.on('/hook', { bigBody: { bytes: 10_000_000 } });
    // More than Node would put into a buffer that many share.
    const answer = await post(sender({ maxResponseBytes: 40_000 }), sink.url('/hook'));
    expect('response' in answer && answer.response.buffer.byteLength).toBe(40_000);
  });

  it('says what went wrong', async () => {
    sink.on('/reset', { reset: true });
    expect(await error(post(sender(), sink.url('/reset')))).toBe('reset');
    const closed = await HttpSink.start();
    const url = closed.url('/');
    await closed.close();
    expect(await error(post(sender(), url))).toBe('connect_refused');
    const unknown: Resolve = () =>
      Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    const lost = sender({ guard: new AddressGuard(loopback, unknown) });
    expect(await error(post(lost, 'http://nowhere.example:4000/'))).toBe('dns_error');
    expect(await error(post(sender(), sink.url('/').replace('http:', 'https:')))).toBe('tls_error');
    const silent = createServer((socket) => void socket.end('not http at all\r\n\r\n'));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    expect(await error(post(sender(), `http://127.0.0.1:${port}/`))).toBe('bad_response');
    silent.close();
  });

  it('that is ended by our own shutdown is nobody’s failure', async () => {
    sink.on('/hook', { hang: true });
    const stopping = sender();
    const answer = post(stopping, sink.url('/hook'));
    await sink.waitFor(1);
    await stopping.close();
    expect(await answer).toMatchObject({ kind: 'not_sent' });
  });
});

describe('the sockets of an endpoint', () => {
  it('are capped, and not shared with another endpoint of the same host', async () => {
    sink.on('/hung', { hang: true });
    const shared = sender();
    const hung = Array.from({ length: 6 }, () => post(shared, sink.url('/hung'), 'we_hung'));
    await sink.waitFor(2);
    expect(await post(shared, sink.url('/quick'), 'we_quick')).toMatchObject({ status: 200 });
    expect(sink.requestsTo('/hung')).toHaveLength(2);
    await shared.close();
    expect((await Promise.all(hung)).every(({ kind }) => kind === 'not_sent')).toBe(true);
  });

  it('are closed when too many endpoints have some, without breaking a request', async () => {
    sink.on('/slow', { status: 200, delayMs: 100 });
    const small = sender({ maxPools: 2 });
    const slow = post(small, sink.url('/slow'), 'we_slow');
    await sink.waitFor(1);
    for (const id of ['we_a', 'we_b', 'we_c']) await post(small, sink.url('/'), id);
    expect(await slow).toMatchObject({ kind: 'answered', status: 200 });
  });
});

describe('an address that is not public', () => {
  const strict = (resolve?: Resolve) => sender({ guard: new AddressGuard([], resolve) });

  it('is not connected to, written as a literal', async () => {
    for (const host of ['127.0.0.1', '2130706433', '[::ffff:127.0.0.1]', '0x7f.1'])
      expect(await error(post(strict(), `http://${host}:${sink.port}/`))).toBe('blocked_ip');
    expect(sink.requests).toHaveLength(0);
  });

  it.each(hostileAddresses)('is not connected to, stored as %s', async (url) => {
    const resolve: Resolve = async (host) =>
      hostileNames[host.replace(/\.$/, '')]!.map((address) => ({
        address,
        family: address.includes(':') ? 6 : 4,
      }));
    expect(await error(post(strict(resolve), url))).toBe('blocked_ip');
  });

  it('is not connected to, hidden behind a name', async () => {
    const url = `http://shop.example:${sink.port}/`;
    expect(await error(post(strict(to('127.0.0.1')), url))).toBe('blocked_ip');
    expect(sink.requests).toHaveLength(0);
  });

  it('is not connected to, once a name that was public points to it', async () => {
    let address = '93.184.216.34';
    const rebinding: Resolve = async () => [{ address, family: 4 }];
    const guard = new AddressGuard([], rebinding);
    expect((await guard.addressesOf('shop.example')).every((found) => guard.permits(found))).toBe(
      true,
    );
    address = '127.0.0.1';
    const url = `http://shop.example:${sink.port}/`;
    expect(await error(post(sender({ guard }), url))).toBe('blocked_ip');
    expect(sink.requests).toHaveLength(0);
  });

  it('is left out where a name has both kinds', async () => {
    const guard = new AddressGuard(['127.0.0.2/32'], to('127.0.0.1', '127.0.0.2'));
    const answer = await post(sender({ guard }), `http://both.example:${sink.port}/`);
    // The sink listens on 127.0.0.1 only: whoever was asked, it was not that one.
    expect(answer).toMatchObject({ kind: 'failed', error: 'connect_refused' });
    expect(sink.requests).toHaveLength(0);
  });
});

describe('an endpoint behind TLS', () => {
  let server: Server;
  let directory: string;
  let ca: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tls-'));
    const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
    const subject = ['-subj', '/CN=shop.example', '-addext', 'subjectAltName=DNS:shop.example'];
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
    execFileSync('openssl', [...made, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    ca = readFileSync(cert, 'utf8');
    server = createTlsServer({ key: readFileSync(key), cert: ca }, (_, response) => response.end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true });
  });
  const url = (host: string) => `https://${host}:${(server.address() as AddressInfo).port}/`;
  const guard = new AddressGuard(loopback, to('127.0.0.1'));

  it('is delivered to if its certificate is trusted and names it', async () => {
    const answer = await post(sender({ guard, ca }), url('shop.example'));
    expect(answer).toMatchObject({ kind: 'answered', status: 200 });
  });

  it('is not delivered to otherwise', async () => {
    expect(await error(post(sender({ guard }), url('shop.example')))).toBe('tls_error');
    expect(await error(post(sender({ guard, ca }), url('other.example')))).toBe('tls_error');
  });
});
