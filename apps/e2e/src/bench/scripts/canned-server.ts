// The control of all HTTP figures: reads each request and answers a charge that it made at its start.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** About as many bytes as a charge has. */
const answer = JSON.stringify({ id: 'ch_canned', object: 'charge', padding: 'x'.repeat(2_300) });

const server = createServer((request, response) => {
  request.on('data', () => undefined);
  request.on('end', () => {
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': answer.length,
    });
    response.end(answer);
  });
}).listen(0, '127.0.0.1');
await once(server, 'listening');
process.stdin.resume().once('end', () => process.exit()); // Whoever started it is gone.
process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
