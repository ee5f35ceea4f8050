// Of 20 endpoints one hangs, or five: what the others notice of it, beside the same traffic with
// none hung.
import { DispatcherProcess, type Sink } from '../load/webhook-processes.js';
import { inTurns, type Contender, type Measurement, type Result } from '../measure/measurement.js';
import type { Figure } from '../measure/report.js';

export type IsolationOptions = { readonly rounds: number; readonly seconds: number };

const endpoints = Array.from({ length: 20 }, (_, n) => ({ account: `acct_i${n}`, path: `/${n}` }));
const perSecond = 400;
const warmUpSeconds = 3;
const graceMs = 10_000;

type Traffic = {
  readonly name: string;
  /** How many endpoints, from the first on, hang or might hang. */
  readonly hung: number;
  /** Their part of all events. */
  readonly share: number;
};

const traffics: readonly Traffic[] = [
  { name: 'one with 5 % of the traffic', hung: 1, share: 0.05 },
  { name: 'one with 50 % of the traffic', hung: 1, share: 0.5 },
  { name: 'five with 25 % of it', hung: 5, share: 0.25 },
];

/** Of the other endpoints: how many of their events arrived; and what the hung ones kept. */
type Seen = { expected: number; received: number; mostSockets: number };

export async function webhookIsolation(sink: Sink, options: IsolationOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const traffic of traffics) {
    const seen: Seen = { expected: 0, received: 0, mostSockets: 0 };
    const contenders: Contender[] = [
      { name: 'none hangs', control: true, run: () => run(sink, traffic, options) },
      { name: 'they hang', run: () => run(sink, traffic, options, seen) },
    ];
    const results = await inTurns(contenders, options.rounds);
    const values = { ...ratios(results), ...valuesOf(seen) };
    const title = `the others of 20 endpoints, ${traffic.name}`;
    figures.push({ title, units: 'deliveries', results, values });
  }
  return figures;
}

function ratios(results: readonly Result[]): Record<string, number> {
  const [healthy, hung] = results.map(({ latencyMs }) => latencyMs!.p95);
  return { 'p95, they hang / none hangs': Number((hung! / healthy!).toFixed(2)) };
}

const valuesOf = ({ expected, received, mostSockets }: Seen) => ({
  'events of the others that arrived, %': Number(((100 * received) / expected).toFixed(2)),
  'most sockets that one hung endpoint held': mostSockets,
});

/** On a dispatcher of its own: what still hangs after a run is of no consequence for the next. */
async function run(
  sink: Sink,
  { hung, share }: Traffic,
  { seconds }: IsolationOptions,
  seen?: Seen,
): Promise<Measurement> {
  const dispatcher = await DispatcherProcess.start();
  const aside = endpoints.slice(0, hung).map(({ path }) => path);
  const publish = (merchants: readonly string[]) =>
    dispatcher.begin({ do: 'publish', merchants, perSecond });
  try {
    for (const { account, path } of endpoints)
      await dispatcher.endpoints(account, [sink.url(path)]);
    const warm = inTurn(endpoints, perSecond * warmUpSeconds);
    await sink.begin();
    await publish(warm);
    await sink.received(warm.length);
    const merchants = mixed(hung, share, perSecond * seconds);
    const others = new Set(endpoints.slice(hung).map(({ account }) => account));
    const expected = merchants.filter((merchant) => others.has(merchant)).length;
    await sink.begin(aside, seen !== undefined);
    const begun = await publish(merchants);
    const count = await sink.receivedWithin(expected, seconds * 1000 + graceMs);
    if (seen !== undefined) {
      seen.expected += expected;
      seen.received += count.received;
      seen.mostSockets = Math.max(seen.mostSockets, count.mostSocketsAside);
    }
    return begun.measured(count, await sink.latency());
  } finally {
    await dispatcher.stop();
  }
}

type Endpoint = (typeof endpoints)[number];

const inTurn = (of: readonly Endpoint[], events: number) =>
  Array.from({ length: events }, (_, n) => of[n % of.length]!.account);

/** The events of the first `hung` endpoints evenly among those of the others. */
function mixed(hung: number, share: number, events: number): string[] {
  const [theirs, others] = [endpoints.slice(0, hung), endpoints.slice(hung)];
  let [toThem, toOthers] = [0, 0];
  return Array.from({ length: events }, (_, n) =>
    Math.floor((n + 1) * share) > toThem
      ? theirs[toThem++ % theirs.length]!.account
      : others[toOthers++ % others.length]!.account,
  );
}
