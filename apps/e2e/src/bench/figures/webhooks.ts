import { setTimeout as delay } from 'node:timers/promises';
import type { Deployment } from '../../deployment/deployment.js';
import { ChargeRequests } from '../load/charges.js';
import { HttpSender } from '../load/http-sender.js';
import { closedLoop } from '../load/loops.js';
import { inTurns, type Measurement } from '../measure/measurement.js';
import { cpuSecondsBetween, cpuSecondsOf } from '../measure/process-tree.js';
import type { Figure } from '../measure/report.js';
import { ChildScript } from '../scripts/child-script.js';
import type { Servers } from './servers.js';

export type WebhookOptions = { readonly rounds: number; readonly chargingSeconds: number };

type Count = { readonly received: number; readonly lastAtMs: number };

const chargingConnections = 64;
const postsAtOnce = 64;
const posts = 20_000;
/** Each event goes to each of them. */
const endpoints = 4;
const drainDeadlineMs = 60_000;
const quietMs = 1_500;

/**
 * Signed deliveries per second of the dispatcher alone: it is frozen while events gather, then has
 * nothing to do but to read and deliver them.
 */
export async function webhookFigures(servers: Servers, options: WebhookOptions): Promise<Figure[]> {
  const deployment = await servers.deployment('distributed');
  const receiver = ChildScript.start('webhook-receiver');
  const { port } = await receiver.message<{ port: number }>();
  const counts = followCounts(receiver);
  try {
    for (let endpoint = 0; endpoint < endpoints; endpoint += 1)
      await createEndpoint(deployment, `http://127.0.0.1:${port}/${endpoint}`);
    const contenders = [
      {
        name: 'webhook-dispatcher, from the topic to the answer',
        run: () => measureDrain(deployment, counts, options.chargingSeconds),
      },
      { name: 'bare signed POSTs', control: true, run: () => measurePosts(port) },
    ];
    const results = await inTurns(contenders, options.rounds);
    const note = 'CPU is the sender’s: of the dispatcher and the database, or of the bare client';
    return [{ title: 'webhook deliveries', units: 'deliveries', results, note }];
  } finally {
    await receiver.stop();
  }
}

async function createEndpoint(deployment: Deployment, url: string): Promise<void> {
  const body = `url=${encodeURIComponent(url)}&enabled_events[]=charge.succeeded`;
  const { status, text } = await deployment.request('POST', '/v1/webhook_endpoints', { body });
  if (status !== 200) throw new Error(`The endpoint was refused: ${text}`);
}

/** The latest count of the receiver. */
function followCounts(receiver: ChildScript): () => Count {
  let latest: Count = { received: 0, lastAtMs: 0 };
  const follow = async () => {
    for (;;) latest = await receiver.message<Count>();
  };
  follow().catch(() => undefined); // It was stopped.
  return () => latest;
}

async function measureDrain(
  { base, credentials, processes }: Deployment,
  counts: () => Count,
  chargingSeconds: number,
): Promise<Measurement> {
  const { 'webhook-dispatcher': dispatcher = 0, database = 0 } = processes;
  const sender = new HttpSender(base, chargingConnections);
  const requests = new ChargeRequests(sender, credentials.secret_key);
  const before = counts().received;
  process.kill(dispatcher, 'SIGSTOP');
  let deliveries: number;
  try {
    const { units: charges } = await closedLoop(
      requests.charge,
      chargingConnections,
      chargingSeconds,
    );
    deliveries = charges * endpoints;
  } finally {
    process.kill(dispatcher, 'SIGCONT');
  }
  const [start, cpuBefore] = [Date.now(), cpuSecondsOf([dispatcher, database])];
  await sender.close();
  await untilReceived(counts, before + deliveries);
  const cpu = cpuSecondsBetween(cpuBefore, cpuSecondsOf([dispatcher, database]));
  const seconds = (counts().lastAtMs - start) / 1000;
  return { units: deliveries, seconds, cpu, clientCpuSeconds: 0 };
}

async function untilReceived(counts: () => Count, wanted: number): Promise<void> {
  const deadline = performance.now() + drainDeadlineMs;
  while (counts().received < wanted) {
    if (performance.now() > deadline)
      throw new Error(`${counts().received} of ${wanted} deliveries arrived in time`);
    await delay(20);
  }
}

async function measurePosts(port: number): Promise<Measurement> {
  await delay(quietMs); // The dispatcher notes its last deliveries.
  const script = ChildScript.start(
    'signed-posts',
    String(port),
    String(posts),
    String(postsAtOnce),
  );
  type Report = { units: number; seconds: number; cpuSeconds: number };
  const { units, seconds, cpuSeconds } = await script.message<Report>();
  await script.stop();
  return { units, seconds, cpu: { node: cpuSeconds }, clientCpuSeconds: 0 };
}
