import { DispatcherProcess, barePosts, type Sink } from '../load/webhook-processes.js';
import { inTurns, type Contender } from '../measure/measurement.js';
import type { Figure } from '../measure/report.js';

export type WebhookLatencyOptions = { readonly rounds: number; readonly seconds: number };

const rates = [100, 1_000];
const accounts = Array.from({ length: 50 }, (_, n) => `acct_l${n}`);
const warmUpSeconds = 5;

/** How long it takes from publishing an event to its arrival, open loop, 50 endpoints. */
export async function webhookLatency(sink: Sink, options: WebhookLatencyOptions): Promise<Figure> {
  const dispatcher = await DispatcherProcess.start();
  const atRate = async (perSecond: number, seconds: number) => {
    await sink.begin();
    const events = perSecond * seconds;
    const merchants = Array.from({ length: events }, (_, n) => accounts[n % accounts.length]!);
    return dispatcher.deliver({ do: 'publish', merchants, perSecond }, sink, events);
  };
  try {
    for (const account of accounts) await dispatcher.endpoints(account, [sink.url(`/${account}`)]);
    await atRate(1_000, warmUpSeconds);
    const contenders = rates.flatMap((perSecond): Contender[] => [
      {
        name: `dispatcher, ${perSecond} events a second`,
        run: () => atRate(perSecond, options.seconds),
      },
      {
        name: `bare signed POSTs, ${perSecond} a second`,
        control: true,
        run: () => barePosts(sink, { count: perSecond * options.seconds, perSecond }),
      },
    ]);
    const results = await inTurns(contenders, options.rounds);
    const note =
      'from the topic to the arrival at one of 50 endpoints, counted from when it was due';
    return { title: 'webhooks, publish to receive', units: 'deliveries', results, note };
  } finally {
    await dispatcher.stop();
  }
}
