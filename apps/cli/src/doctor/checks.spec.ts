import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { HttpSink } from '@ledgerway/testing';
import Stripe from 'stripe';
import { Unreachable } from '../api/api-error.js';
import type { Answer } from '../api/api-client.js';
import { receiverChecks } from './receiver-checks.js';
import { clockCheck, serverChecks } from './server-checks.js';

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const nowMs = () => Date.now();
const found = async (checks: AsyncIterable<{ status: string; detail: string }>) => {
  const all: string[] = [];
  for await (const { status, detail } of checks) all.push(`${status}: ${detail}`);
  return all;
};

/** A merchant's handler as it should be. */
async function careful(): Promise<Server> {
  const stripe = new Stripe('sk_test_unused');
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    try {
      const signature = request.headers['stripe-signature'] as string;
      stripe.webhooks.constructEvent(Buffer.concat(chunks), signature, secret);
      response.writeHead(200).end();
    } catch {
      response.writeHead(400).end('bad signature\nat line 1');
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('a receiver', () => {
  let server: Server;
  let sink: HttpSink;
  beforeAll(async () => {
    server = await careful();
    sink = await HttpSink.start();
  });
  afterAll(async () => {
    server.close();
    server.closeAllConnections();
    await sink.close();
  });
  const carefulUrl = () =>
    new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);
  const look = (url: URL, by: string | undefined = secret) =>
    found(receiverChecks({ url, secret: by }, nowMs));

  it('that verifies signatures is well', async () => {
    expect(await look(carefulUrl())).toEqual([
      'ok: 127.0.0.1',
      'ok: none, on this machine',
      expect.stringMatching(/^ok: a signed event was accepted in \d+ ms$/),
      'ok: a forged event was refused with 400',
    ]);
  });

  it('with another secret refuses what is genuine', async () => {
    const other = `whsec_${randomBytes(32).toString('base64')}`;
    expect(await look(carefulUrl(), other)).toContain(
      'failure: a signed event was answered 400: bad signature',
    );
  });

  it('that looks at nothing is warned of', async () => {
    expect(await look(new URL(sink.url('/anything')), undefined)).toContain(
      'warning: a forged event was accepted: nobody looks at it',
    );
  });

  it('that redirects gets nothing', async () => {
    sink.on('/old', { redirectTo: sink.url('/new') });
    expect((await look(new URL(sink.url('/old'))))[2]).toMatch(/^failure: it redirects \(302\)/);
    expect(sink.requestsTo('/new')).toEqual([]);
  });

  it('that is not there is a failure', async () => {
    expect(await look(new URL('http://127.0.0.1:1/hook'))).toContain('failure: connection refused');
    expect(await look(new URL('https://127.0.0.1:1/hook'))).toContain(
      'failure: connection refused',
    );
  });
});

describe('a server', () => {
  const answer = (status: number, body = {}): Answer => ({
    status,
    headers: { date: new Date().toUTCString() },
    body,
  });
  const look = (health: Answer, events: Answer) => {
    const send = async (_: string, path: string) => (path.startsWith('/health') ? health : events);
    return found(serverChecks({ send, base: 'http://here', livemode: false }, { nowMs }));
  };

  it('is well', async () => {
    expect(await look(answer(200), answer(200))).toEqual([
      expect.stringMatching(/^ok: ready at http:\/\/here, \d+ ms away$/),
      'ok: as the server has it',
      'ok: valid, test mode',
    ]);
  });

  it('names the part that is not ready, and what is wrong with the key', async () => {
    const parts = { payments: { ready: true }, reporting: { ready: false, reason: 'halted' } };
    const wrongKey = answer(401, { error: { message: 'Invalid API Key provided' } });
    const [server, , key] = await look(answer(503, { parts }), wrongKey);
    expect(server).toBe('failure: reachable at http://here, but not ready: reporting (halted)');
    expect(key).toBe('failure: 401: Invalid API Key provided');
  });

  it('that cannot be reached is all there is to say', async () => {
    const send = () => Promise.reject(new Unreachable('No answer from http://here'));
    const checks = serverChecks({ send, base: 'http://here', livemode: false }, { nowMs });
    expect(await found(checks)).toEqual(['failure: No answer from http://here']);
  });

  it.each([
    [3, 'ok'],
    [60, 'warning'],
    [-301, 'failure'],
    [400, 'failure'],
  ])('whose clock is %i s away: %s', (skewS, status) => {
    const date = new Date(1_795_402_976_000).toUTCString();
    expect(clockCheck(date, 1_795_402_976_000 + skewS * 1000).status).toBe(status);
  });
});
