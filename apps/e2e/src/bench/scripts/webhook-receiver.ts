// A merchant's endpoint that only counts. It tells the count, and when the last delivery came, a few
// times a second.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const reportEveryMs = 100;
let received = 0;
let lastAtMs = 0;

const server = createServer((request, response) => {
  request.on('data', () => undefined);
  request.on('end', () => {
    received += 1;
    lastAtMs = Date.now();
    response.writeHead(200, { 'content-length': 0 }).end();
  });
}).listen(0, '127.0.0.1');
await once(server, 'listening');
process.stdin.resume().once('end', () => process.exit()); // Whoever started it is gone.
const tell = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
tell({ port: (server.address() as AddressInfo).port });
setInterval(() => tell({ received, lastAtMs }), reportEveryMs);
