// The control of webhook deliveries: the same signed POSTs with nothing around them. Arguments: the
// receiver's port, how many, and how many at once.
import { createHmac, randomBytes } from 'node:crypto';
import { Pool } from 'undici';

const [port, count, concurrency] = process.argv.slice(2).map(Number) as [number, number, number];
const secret = randomBytes(24);
const body = JSON.stringify({ id: 'evt_canned', object: 'event', padding: 'x'.repeat(2_600) });

const pool = new Pool(`http://127.0.0.1:${port}`, { connections: concurrency, pipelining: 1 });
let sent = 0;

function post(): Promise<void> {
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  const headers = [
    'content-type',
    'application/json',
    'stripe-signature',
    `t=${timestamp},v1=${signature}`,
  ];
  return new Promise((resolve, reject) => {
    pool.dispatch(
      { path: '/', method: 'POST', headers, body },
      {
        onRequestStart: () => undefined,
        onResponseEnd: () => resolve(),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}

const before = performance.now();
await Promise.all(
  Array.from({ length: concurrency }, async () => {
    while (sent < count) {
      sent += 1;
      await post();
    }
  }),
);
const { user, system } = process.cpuUsage();
const seconds = (performance.now() - before) / 1000;
process.stdout.write(
  `${JSON.stringify({ units: sent, seconds, cpuSeconds: (user + system) / 1e6 })}\n`,
);
await pool.close();
