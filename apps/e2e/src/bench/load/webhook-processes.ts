// The two sides of webhook figures, each in a process of its own: who sends and who receives.
import { setTimeout as delay } from 'node:timers/promises';
import type { Histogram } from 'hdr-histogram-js';
import { newHistogram, type Measurement } from '../measure/measurement.js';
import { cpuSecondsBetween, cpuSecondsOf } from '../measure/process-tree.js';
import { ChildScript } from '../scripts/child-script.js';
import type { PostsReport } from '../scripts/signed-posts.js';
import type { Begun, DispatcherCommand } from '../scripts/webhook-dispatcher.js';
import type { SinkCommand, SinkCount } from '../scripts/webhook-sink.js';

const deadlineMs = 120_000;
const lookEveryMs = 20;
/** For the bare client to make its connections. */
const settleMs = 500;

export class Sink {
  private constructor(
    private readonly script: ChildScript,
    readonly port: number,
  ) {}

  static async start(): Promise<Sink> {
    const script = ChildScript.start('webhook-sink');
    const { port } = await script.message<{ port: number }>();
    return new Sink(script, port);
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** Forgets what it has counted. `aside`: paths that are counted apart, and hang if told so. */
  begin(aside: readonly string[] = [], hang = false): Promise<SinkCount> {
    return this.ask({ do: 'begin', aside, hang });
  }

  count(): Promise<SinkCount> {
    return this.ask({ do: 'count' });
  }

  /** From when an event was due to be published to its arrival; none for events without a stamp. */
  async latency(): Promise<Histogram | undefined> {
    const microseconds = await this.script.ask<number[]>({ do: 'latencies' } satisfies SinkCommand);
    if (microseconds.length === 0) return undefined;
    const histogram = newHistogram();
    for (const one of microseconds)
      histogram.recordValue(Math.min(histogram.highestTrackableValue, Math.max(1, one)));
    return histogram;
  }

  /** @throws if they do not arrive in time */
  async received(wanted: number, withinMs = deadlineMs): Promise<SinkCount> {
    const count = await this.receivedWithin(wanted, withinMs);
    if (count.received < wanted)
      throw new Error(`${count.received} of ${wanted} deliveries arrived in time`);
    return count;
  }

  /** What has arrived when all that was wanted has, or the time is over. */
  async receivedWithin(wanted: number, withinMs: number): Promise<SinkCount> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const count = await this.count();
      if (count.received >= wanted || performance.now() > deadline) return count;
      await delay(lookEveryMs);
    }
  }

  stop(): Promise<void> {
    return this.script.stop();
  }

  private ask(command: SinkCommand): Promise<SinkCount> {
    return this.script.ask<SinkCount>(command);
  }
}

export class DispatcherProcess {
  private constructor(private readonly script: ChildScript) {}

  static async start(): Promise<DispatcherProcess> {
    const script = ChildScript.start('webhook-dispatcher');
    await script.message();
    return new DispatcherProcess(script);
  }

  get pid(): number {
    return this.script.pid;
  }

  async endpoints(merchantId: string, urls: readonly string[]): Promise<void> {
    await this.script.ask({ do: 'endpoints', merchantId, urls } satisfies DispatcherCommand);
  }

  /** Has work done and takes the time, until `deliveries` have arrived at the sink. */
  async deliver(command: DispatcherCommand, sink: Sink, deliveries: number): Promise<Measurement> {
    const begun = await this.begin(command);
    const atRate = command.do === 'publish' && command.perSecond !== null;
    const count = await sink.received(deliveries);
    return begun.measured(count, atRate ? await sink.latency() : undefined);
  }

  /** `measured`: the time and the cost from the beginning until now. */
  async begin(command: DispatcherCommand) {
    const { startedAtMs } = await this.script.ask<Begun>(command);
    const before = cpuSecondsOf([this.pid]);
    return {
      measured: ({ received, lastAtMs }: SinkCount, latency?: Histogram): Measurement => ({
        units: received,
        seconds: (lastAtMs - startedAtMs) / 1000,
        cpu: cpuSecondsBetween(before, cpuSecondsOf([this.pid])),
        clientCpuSeconds: 0,
        ...(latency && { latency }),
      }),
    };
  }

  stop(): Promise<void> {
    return this.script.stop();
  }
}

/** The control: `count` signed POSTs by one process, as fast as it can or at a rate. */
export async function barePosts(
  sink: Sink,
  { count, perSecond = 0 }: { count: number; perSecond?: number },
): Promise<Measurement> {
  await delay(settleMs); // The dispatcher notes its last deliveries.
  await sink.begin();
  const connections = 64;
  const values = [sink.port, count, connections, perSecond].map(String);
  const script = ChildScript.start('signed-posts', ...values);
  const { units, seconds, cpuSeconds } = await script.message<PostsReport>();
  await script.stop();
  const latency = perSecond === 0 ? undefined : await sink.latency();
  const cpu = { node: cpuSeconds };
  return { units, seconds, cpu, clientCpuSeconds: 0, ...(latency && { latency }) };
}
