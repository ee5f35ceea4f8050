// The control of webhook deliveries: the same signed POSTs with nothing around them. Arguments: the
// receiver's port, how many, and how many at once.
import { createHmac, randomBytes } from 'node:crypto';
import { HttpSender } from '../load/http-sender.js';

const [port, count, concurrency] = process.argv.slice(2).map(Number) as [number, number, number];
const secret = randomBytes(24);
const body = JSON.stringify({ id: 'evt_canned', object: 'event', padding: 'x'.repeat(2_600) });

const sender = new HttpSender(`http://127.0.0.1:${port}`, concurrency);

async function post(): Promise<void> {
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  const signed = ['stripe-signature', `t=${timestamp},v1=${signature}`];
  const headers = ['content-type', 'application/json', ...signed];
  await sender.send({ path: '/', method: 'POST', headers, body });
}

async function postMany(total: number): Promise<void> {
  let sent = 0;
  const postInTurn = async () => {
    while (sent < total) {
      sent += 1;
      await post();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, postInTurn));
}

await postMany(count / 10); // Connections, and code that is compiled while it runs.
const [before, cpuBefore] = [performance.now(), process.cpuUsage()];
await postMany(count);
const { user, system } = process.cpuUsage(cpuBefore);
const seconds = (performance.now() - before) / 1000;
const message = { units: count, seconds, cpuSeconds: (user + system) / 1e6 };
process.stdout.write(`${JSON.stringify(message)}\n`);
await sender.close();
