// The servers of all merchants in one process. It does as little as an HTTP server can, since its
// processor time is taken from whoever sends: it finds the end of each request, counts it by its
// path, and answers 200, or never.
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { stampMarker } from '../load/stamps.js';

/** `aside` paths are not counted with the others; with `hang` they are never answered. */
export type SinkCommand =
  | { readonly do: 'begin'; readonly aside: readonly string[]; readonly hang: boolean }
  | { readonly do: 'count' }
  | { readonly do: 'latencies' };

export type SinkCount = {
  /** Requests since `begin`, without those to paths that are set aside. */
  readonly received: number;
  readonly lastAtMs: number;
  /** The most sockets that one path which is set aside had at a time. */
  readonly mostSocketsAside: number;
};

const answer = Buffer.from(
  'HTTP/1.1 200 OK\r\ndate: Thu, 01 Jan 2026 00:00:00 GMT\r\ncontent-type: text/plain\r\n' +
    'connection: keep-alive\r\ncontent-length: 2\r\n\r\nok',
);
const headEnd = Buffer.from('\r\n\r\n');
const lengthName = Buffer.from('content-length: ');
const space = 0x20;

let aside = new Set<string>();
let hang = false;
let received = 0;
let lastAtMs = 0;
let mostSocketsAside = 0;
/** Microseconds. */
let latencies: number[] = [];
const socketsAside = new Map<string, Set<Socket>>();

const nowMs = () => performance.timeOrigin + performance.now();

function take(socket: Socket, request: Buffer, bodyAt: number): void {
  const pathAt = request.indexOf(space) + 1;
  const path = request.toString('latin1', pathAt, request.indexOf(space, pathAt));
  if (aside.has(path)) {
    holdAside(path, socket);
    if (!hang) socket.write(answer);
    return;
  }
  received += 1;
  const stampAt = request.indexOf(stampMarker, bodyAt);
  lastAtMs = nowMs();
  if (stampAt >= 0) {
    const from = stampAt + stampMarker.length;
    const sentAtMs = Number(request.toString('latin1', from, request.indexOf('"', from)));
    latencies.push(Math.round((lastAtMs - sentAtMs) * 1000));
  }
  socket.write(answer);
}

function holdAside(path: string, socket: Socket): void {
  const sockets = socketsAside.get(path) ?? new Set();
  socketsAside.set(path, sockets);
  if (!sockets.has(socket)) socket.once('close', () => sockets.delete(socket));
  sockets.add(socket);
  mostSocketsAside = Math.max(mostSocketsAside, sockets.size);
}

function serve(socket: Socket): void {
  let rest: Buffer | undefined;
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    let data = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const headAt = data.indexOf(headEnd);
      if (headAt < 0) break;
      const lengthAt = data.indexOf(lengthName) + lengthName.length;
      const length = Number(data.toString('latin1', lengthAt, data.indexOf('\r', lengthAt)));
      const bodyAt = headAt + headEnd.length;
      if (data.length < bodyAt + length) break;
      take(socket, data.subarray(0, bodyAt + length), bodyAt);
      data = data.subarray(bodyAt + length);
    }
    rest = data.length > 0 ? data : undefined;
  });
}

function obey(command: SinkCommand): object {
  if (command.do === 'latencies') return latencies;
  if (command.do === 'begin') {
    aside = new Set(command.aside);
    hang = command.hang;
    [received, lastAtMs, mostSocketsAside, latencies] = [0, 0, 0, []];
    socketsAside.clear();
  }
  return { received, lastAtMs, mostSocketsAside } satisfies SinkCount;
}

const server = createServer(serve).listen(0, '127.0.0.1', 1_024);
await once(server, 'listening');
const tell = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
tell({ port: (server.address() as AddressInfo).port });
const commands = createInterface({ input: process.stdin });
commands.on('line', (line) => tell(obey(JSON.parse(line) as SinkCommand)));
commands.once('close', () => process.exit()); // Whoever started it is gone.
