// The control of webhook deliveries: the same signed POSTs with nothing around them. Arguments: the
// receiver's port, how many, how many at once, and how many a second (0: as fast as it goes).
import { randomBytes } from 'node:crypto';
import { signatureHeaders, signingSecret } from '@ledgerway/contracts';
import { publicBody } from '../load/events.js';
import { HttpSender } from '../load/http-sender.js';
import { openLoop } from '../load/loops.js';
import { stampMarker, stampOf } from '../load/stamps.js';

export type PostsReport = {
  readonly units: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
};

const [port, count, concurrency, perSecond] = process.argv.slice(2).map(Number) as [
  number,
  number,
  number,
  number,
];
const secrets = [signingSecret(`whsec_${randomBytes(24).toString('base64')}`)];
const event = { merchantId: 'acct_00000000000000000000p1', partition: 0, position: 1, dueMs: 0 };
const { id } = publicBody(event);
const sender = new HttpSender(`http://127.0.0.1:${port}`, concurrency);
const nowMs = () => performance.timeOrigin + performance.now();

// One body for all, since deliveries come out of the database with theirs; only its stamp differs.
const body = publicBody({ ...event, dueMs: nowMs() }).body;
const stampAt = body.indexOf(stampMarker) + stampMarker.length;

async function post(stamped: Buffer): Promise<void> {
  const timestampS = Math.floor(Date.now() / 1000);
  const headers = [
    ...['content-type', 'application/json; charset=utf-8'],
    ...['user-agent', 'Ledgerway/1.0 (webhooks)'],
    ...signatureHeaders(secrets, { id, timestampS, body: stamped }),
    ...['ledgerway-event-type', 'charge.succeeded', 'ledgerway-delivery-id', '1'],
    ...['ledgerway-attempt', '1', 'ledgerway-sequence', '1', 'ledgerway-object-version', '2'],
  ];
  await sender.send({ path: '/', method: 'POST', headers, body: stamped });
}

async function postMany(total: number): Promise<void> {
  let sent = 0;
  const postInTurn = async () => {
    while (sent < total) {
      sent += 1;
      await post(body);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, postInTurn));
}

async function postAtRate(): Promise<void> {
  const everyMs = 1000 / perSecond;
  let dueMs = nowMs() - everyMs;
  const postOne = () => {
    dueMs += everyMs;
    const stamped = Buffer.from(body);
    stamped.write(stampOf(dueMs), stampAt, 'latin1');
    return post(stamped);
  };
  await openLoop(postOne, perSecond, count / perSecond);
}

if (perSecond === 0) await postMany(count / 10); // Connections, and code that is compiled while it runs.
const [before, cpuBefore] = [performance.now(), process.cpuUsage()];
await (perSecond === 0 ? postMany(count) : postAtRate());
const { user, system } = process.cpuUsage(cpuBefore);
const seconds = (performance.now() - before) / 1000;
const message: PostsReport = { units: count, seconds, cpuSeconds: (user + system) / 1e6 };
process.stdout.write(`${JSON.stringify(message)}\n`);
await sender.close();
