import { Sink } from '../load/webhook-processes.js';
import type { Figure } from '../measure/report.js';
import type { Servers } from './servers.js';
import { webhookIsolation, type IsolationOptions } from './webhook-isolation.js';
import { webhookLatency, type WebhookLatencyOptions } from './webhook-latency.js';
import { webhookThroughput, type ThroughputOptions } from './webhook-throughput.js';
import { webhooksFromTopic, type TopicOptions } from './webhook-topic.js';

export type WebhookOptions = {
  readonly throughput: ThroughputOptions;
  readonly latency: WebhookLatencyOptions;
  readonly isolation: IsolationOptions;
  readonly topic: TopicOptions;
};

/** The dispatcher by itself, and as one of the services of an installation. All to one sink. */
export async function webhookFigures(servers: Servers, options: WebhookOptions): Promise<Figure[]> {
  const sink = await Sink.start();
  try {
    // The installation last: it stays, and takes part of the processor.
    return [
      await webhookThroughput(sink, options.throughput),
      await webhookLatency(sink, options.latency),
      ...(await webhookIsolation(sink, options.isolation)),
      await webhooksFromTopic(await servers.deployment('distributed'), sink, options.topic),
    ];
  } finally {
    await sink.stop();
  }
}
