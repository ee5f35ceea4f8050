// The shop's own server: it takes webhooks and checks their signature before it believes them.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = { readonly type: string; readonly id: string };
export type Receiver = {
  readonly url: string;
  secret: string;
  readonly received: readonly Received[];
  /** Resolves when this many events have come, or rejects after a while. */
  waitFor(count: number): Promise<void>;
  close(): Promise<void>;
};

const patienceMs = 15_000;
const maxBodyBytes = 1_000_000;

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let arrived: () => void = () => {};
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const genuine = isGenuine(String(request.headers['stripe-signature']), body, receiver.secret);
    if (genuine) received.push(JSON.parse(body.toString()) as Received);
    response.writeHead(genuine ? 200 : 400).end();
    arrived();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    secret: '',
    received,
    async waitFor(count) {
      const overdue = AbortSignal.timeout(patienceMs);
      while (received.length < count) {
        overdue.throwIfAborted();
        await new Promise<void>((resume) => {
          arrived = resume;
          overdue.addEventListener('abort', () => resume(), { once: true });
        });
      }
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** `t=<unix seconds>,v1=<hex HMAC of "t.body">`, with the whole secret as the key. */
function isGenuine(header: string, body: Buffer, secret: string): boolean {
  const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})/.exec(header) ?? [];
  if (time === undefined || signature === undefined) return false;
  const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}
