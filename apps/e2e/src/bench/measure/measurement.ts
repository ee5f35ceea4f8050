// One figure is always several contenders measured in turns: a machine's speed changes from one
// minute to the next, the order of what runs on it much less.
import { build, type Histogram } from 'hdr-histogram-js';
import { cpuSecondsBetween, cpuSecondsOf, totalOf, type CpuSeconds } from './process-tree.js';

export type Measurement = {
  readonly units: number;
  readonly seconds: number;
  /** Of the processes under test. */
  readonly cpu: CpuSeconds;
  /** Processor time of the load generator, where that is another process. */
  readonly clientCpuSeconds: number;
  /** Microseconds per unit. */
  readonly latency?: Histogram;
};

export type Contender = {
  readonly name: string;
  /** What the others are compared with. */
  readonly control?: boolean;
  readonly run: () => Promise<Measurement>;
};

export type Percentiles = { readonly p50: number; readonly p95: number; readonly p99: number };

export type Result = {
  readonly name: string;
  readonly control: boolean;
  /** The median of the rounds. */
  readonly perSecond: number;
  /** Microseconds of processor time per unit, over all rounds. */
  readonly cpuUs: number;
  readonly cpuUsByProgram: CpuSeconds;
  readonly clientCpuUs: number;
  /** Milliseconds, over all rounds. */
  readonly latencyMs?: Percentiles;
};

export async function inTurns(contenders: readonly Contender[], rounds: number): Promise<Result[]> {
  const measured = contenders.map((contender) => ({
    contender,
    measurements: [] as Measurement[],
  }));
  for (let round = 0; round < rounds; round += 1)
    for (const { contender, measurements } of measured) measurements.push(await contender.run());
  return measured.map(({ contender, measurements }) => resultOf(contender, measurements));
}

function resultOf({ name, control = false }: Contender, rounds: readonly Measurement[]): Result {
  const units = sum(rounds, (round) => round.units);
  const usPerUnit = (seconds: number) => (seconds / units) * 1e6;
  const programs = new Set(rounds.flatMap(({ cpu }) => Object.keys(cpu)));
  const byProgram = [...programs].map(
    (program) => [program, usPerUnit(sum(rounds, ({ cpu }) => cpu[program] ?? 0))] as const,
  );
  const latency = mergedHistogram(rounds);
  return {
    name,
    control,
    perSecond: median(rounds.map((round) => round.units / round.seconds)),
    cpuUs: usPerUnit(sum(rounds, ({ cpu }) => totalOf(cpu))),
    cpuUsByProgram: Object.fromEntries(byProgram),
    clientCpuUs: usPerUnit(sum(rounds, (round) => round.clientCpuSeconds)),
    ...(latency && { latencyMs: percentilesOf(latency) }),
  };
}

/** Runs work and takes the time; `servers` are the roots of the processes under test. */
export async function measured(
  servers: readonly number[],
  work: () => Promise<{ units: number; latency?: Histogram }>,
): Promise<Measurement> {
  const [cpuBefore, ownBefore, before] = [
    cpuSecondsOf(servers),
    process.cpuUsage(),
    performance.now(),
  ];
  const { units, latency } = await work();
  const seconds = (performance.now() - before) / 1000;
  const { user, system } = process.cpuUsage(ownBefore);
  return {
    units,
    seconds,
    cpu: cpuSecondsBetween(cpuBefore, cpuSecondsOf(servers)),
    clientCpuSeconds: (user + system) / 1e6,
    ...(latency && { latency }),
  };
}

/** The measurement of work that this process does itself, with its servers: nobody is the client. */
export const asOwnWork = (measurement: Measurement): Measurement => ({
  ...measurement,
  cpu: { ...measurement.cpu, node: (measurement.cpu['node'] ?? 0) + measurement.clientCpuSeconds },
  clientCpuSeconds: 0,
});

/** For microseconds, up to a minute. */
export const newHistogram = (): Histogram =>
  build({ highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 });

export const recordMs = (histogram: Histogram, ms: number): void =>
  histogram.recordValue(Math.min(60_000_000, Math.max(1, Math.round(ms * 1000))));

function mergedHistogram(rounds: readonly Measurement[]): Histogram | undefined {
  const all = rounds.flatMap(({ latency }) => latency ?? []);
  if (all.length === 0) return undefined;
  const merged = newHistogram();
  for (const histogram of all) merged.add(histogram);
  return merged;
}

const percentilesOf = (histogram: Histogram): Percentiles => ({
  p50: histogram.getValueAtPercentile(50) / 1000,
  p95: histogram.getValueAtPercentile(95) / 1000,
  p99: histogram.getValueAtPercentile(99) / 1000,
});

const sum = <T>(of: readonly T[], value: (one: T) => number): number =>
  of.reduce((total, one) => total + value(one), 0);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}
