// The dispatcher as one of the services of a distributed installation, with Kafka.
import type { Deployment } from '../../deployment/deployment.js';
import { ChargeRequests } from '../load/charges.js';
import { HttpSender } from '../load/http-sender.js';
import { closedLoop } from '../load/loops.js';
import { barePosts, type Sink } from '../load/webhook-processes.js';
import { inTurns, type Measurement } from '../measure/measurement.js';
import { cpuSecondsBetween, cpuSecondsOf } from '../measure/process-tree.js';
import type { Figure } from '../measure/report.js';

export type TopicOptions = { readonly rounds: number; readonly chargingSeconds: number };

const chargingConnections = 64;
const posts = 20_000;
/** Each event goes to each of them. */
const endpoints = 4;

/**
 * The dispatcher is frozen while events gather, then has nothing to do but to read and deliver them.
 */
export async function webhooksFromTopic(
  deployment: Deployment,
  sink: Sink,
  { rounds, chargingSeconds }: TopicOptions,
): Promise<Figure> {
  for (let endpoint = 0; endpoint < endpoints; endpoint += 1)
    await createEndpoint(deployment, sink.url(`/${endpoint}`));
  await measureDrain(deployment, sink, chargingSeconds); // For code that is compiled while it runs.
  const contenders = [
    {
      name: 'webhook-dispatcher, from Kafka to the answer, 4 endpoints',
      run: () => measureDrain(deployment, sink, chargingSeconds),
    },
    { name: 'bare signed POSTs', control: true, run: () => barePosts(sink, { count: posts }) },
  ];
  const results = await inTurns(contenders, rounds);
  const note = 'CPU is the sender’s: of the dispatcher and the database, or of the bare client';
  const title = 'webhook deliveries, distributed';
  return { title, units: 'deliveries', results, note };
}

async function createEndpoint(deployment: Deployment, url: string): Promise<void> {
  const body = `url=${encodeURIComponent(url)}&enabled_events[]=charge.succeeded`;
  const { status, text } = await deployment.request('POST', '/v1/webhook_endpoints', { body });
  if (status !== 200) throw new Error(`The endpoint was refused: ${text}`);
}

async function measureDrain(
  { base, credentials, processes }: Deployment,
  sink: Sink,
  chargingSeconds: number,
): Promise<Measurement> {
  const { 'webhook-dispatcher': dispatcher = 0, database = 0 } = processes;
  const sender = new HttpSender(base, chargingConnections);
  const requests = new ChargeRequests(sender, credentials.secret_key);
  await sink.begin();
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
  const { lastAtMs } = await sink.received(deliveries);
  const cpu = cpuSecondsBetween(cpuBefore, cpuSecondsOf([dispatcher, database]));
  return { units: deliveries, seconds: (lastAtMs - start) / 1000, cpu, clientCpuSeconds: 0 };
}
