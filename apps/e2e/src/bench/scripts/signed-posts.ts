// The control of webhook deliveries: the same signed POSTs with nothing around them. Arguments: the
// receiver's port, how many, and how many at once.
import { createHmac, randomBytes } from 'node:crypto';
import { HttpSender } from '../load/http-sender.js';

const [port, count, concurrency] = process.argv.slice(2).map(Number) as [number, number, number];
const secret = randomBytes(24);
const body = JSON.stringify({ id: 'evt_canned', object: 'event', padding: 'x'.repeat(2_600) });

const sender = new HttpSender(`http://127.0.0.1:${port}`, concurrency);
let sent = 0;

async function postInTurn(): Promise<void> {
  while (sent < count) {
    sent += 1;
    const timestamp = Math.floor(Date.now() / 1000);
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    const signed = ['stripe-signature', `t=${timestamp},v1=${signature}`];
    const headers = ['content-type', 'application/json', ...signed];
    await sender.send({ path: '/', method: 'POST', headers, body });
  }
}

const before = performance.now();
await Promise.all(Array.from({ length: concurrency }, postInTurn));
const { user, system } = process.cpuUsage();
const seconds = (performance.now() - before) / 1000;
const message = { units: sent, seconds, cpuSeconds: (user + system) / 1e6 };
process.stdout.write(`${JSON.stringify(message)}\n`);
await sender.close();
