// An answer that leaves before its request has arrived. Closing at once would reset the connection,
// and with it, at many clients, the answer; reading on for ever would let a client hold us.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { lingerBytes, lingerMs } from './limits.js';

const checkEveryMs = 20;

/** Makes the close that follows this answer wait for the client, within bounds of bytes and time. */
export function lingerOnClose(request: IncomingMessage): void {
  const { socket } = request;
  const end = socket.destroySoon.bind(socket);
  socket.destroySoon = () => {
    if (request.complete) end();
    else linger(request, socket);
  };
}

function linger(request: IncomingMessage, socket: Socket): void {
  const deadline = performance.now() + lingerMs;
  const lastByte = socket.bytesRead + lingerBytes;
  request.resume(); // What still comes is dropped.
  socket.end();
  const timer = setInterval(() => {
    const done = request.complete || performance.now() > deadline || socket.bytesRead > lastByte;
    if (done) socket.destroy();
  }, checkEveryMs);
  socket.once('close', () => clearInterval(timer));
}
