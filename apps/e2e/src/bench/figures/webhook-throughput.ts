// How many deliveries a second the dispatcher alone makes, each durable before it is sent and noted
// afterwards, beside one process that does nothing but the POSTs.
import { DispatcherProcess, barePosts, type Sink } from '../load/webhook-processes.js';
import { inTurns, type Contender, type Measurement, type Result } from '../measure/measurement.js';
import { peakBytesOf } from '../measure/process-tree.js';
import type { Figure } from '../measure/report.js';

export type ThroughputOptions = {
  readonly rounds: number;
  /** Of one contender in one round. */
  readonly deliveries: number;
  readonly backlog: number;
};

/** One for each event and endpoint of the account. */
type Accounts = { readonly accounts: number; readonly endpointsEach: number };

const layouts: readonly Accounts[] = [
  { accounts: 1, endpointsEach: 1 },
  { accounts: 10, endpointsEach: 5 },
  { accounts: 100, endpointsEach: 5 },
];
const backlogLayout: Accounts = { accounts: 10, endpointsEach: 5 };
/** For code that is compiled while it runs, sockets, and plans. */
const warmUp = 10_000;

export async function webhookThroughput(sink: Sink, options: ThroughputOptions): Promise<Figure> {
  const [ongoing, behind] = await Promise.all([
    DispatcherProcess.start(),
    DispatcherProcess.start(),
  ]);
  try {
    const contenders: Contender[] = [];
    for (const layout of layouts) {
      const merchants = await createAccounts(ongoing, sink, layout);
      const run = (deliveries: number) => publish(ongoing, sink, merchants, layout, deliveries);
      await run(warmUp / layouts.length);
      contenders.push({ name: nameOf(layout), run: () => run(options.deliveries) });
    }
    const merchants = await createAccounts(behind, sink, backlogLayout);
    await publish(behind, sink, merchants, backlogLayout, warmUp);
    const backlog = options.backlog.toLocaleString('en-US');
    let round = 0;
    contenders.push(
      {
        name: `a backlog of ${backlog} to 50 of them`,
        run: () => drain(behind, sink, merchants, options.backlog, round++),
      },
      {
        name: 'bare signed POSTs of the same bytes',
        control: true,
        run: () => barePosts(sink, { count: options.deliveries }),
      },
    );
    const results = await inTurns(contenders, options.rounds);
    return figure(results, peakBytesOf(behind.pid));
  } finally {
    await Promise.all([ongoing.stop(), behind.stop()]);
  }
}

const nameOf = ({ accounts, endpointsEach }: Accounts) =>
  accounts * endpointsEach === 1
    ? '1 endpoint'
    : `${accounts * endpointsEach} endpoints, ${endpointsEach} for each event`;

async function createAccounts(
  dispatcher: DispatcherProcess,
  sink: Sink,
  { accounts, endpointsEach }: Accounts,
): Promise<string[]> {
  const merchants = Array.from({ length: accounts }, (_, n) => `acct_${accounts}x${n}`);
  for (const merchant of merchants) {
    const paths = Array.from({ length: endpointsEach }, (_, n) => `/${merchant}/${n}`);
    await dispatcher.endpoints(
      merchant,
      paths.map((path) => sink.url(path)),
    );
  }
  return merchants;
}

async function publish(
  dispatcher: DispatcherProcess,
  sink: Sink,
  accounts: readonly string[],
  { endpointsEach }: Accounts,
  deliveries: number,
): Promise<Measurement> {
  await sink.begin();
  const events = Math.ceil(deliveries / endpointsEach);
  const merchants = Array.from({ length: events }, (_, n) => accounts[n % accounts.length]!);
  return dispatcher.deliver(
    { do: 'publish', merchants, perSecond: null },
    sink,
    events * endpointsEach,
  );
}

async function drain(
  dispatcher: DispatcherProcess,
  sink: Sink,
  merchants: readonly string[],
  deliveries: number,
  round: number,
): Promise<Measurement> {
  await sink.begin();
  const events = deliveries / backlogLayout.endpointsEach;
  return dispatcher.deliver({ do: 'backlog', merchants, events, round }, sink, deliveries);
}

function figure(results: readonly Result[], peakBytes: number): Figure {
  const values = {
    'peak memory of the process that drained the backlog, MiB': Math.round(peakBytes / 2 ** 20),
    ...Object.fromEntries(
      results.map(({ name, cpuUs }) => [`CPU-seconds per 1,000: ${name}`, perThousand(cpuUs)]),
    ),
  };
  const note =
    'CPU is the sender’s: of the dispatcher and its database, or of the bare client. Attempt log on.';
  return {
    title: 'webhook deliveries, from the topic to the answer',
    units: 'deliveries',
    results,
    values,
    note,
  };
}

/** Microseconds each are milliseconds per thousand. */
const perThousand = (us: number) => Number((us / 1000).toFixed(3));
