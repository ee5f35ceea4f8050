import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PostgresEventReader } from '@ledgerway/event-store';
import type { Deployment } from '../../deployment/deployment.js';
import { ChargeRequests } from '../load/charges.js';
import { HttpSender } from '../load/http-sender.js';
import { closedLoop } from '../load/loops.js';
import { inTurns, type Measurement } from '../measure/measurement.js';
import { cpuSecondsBetween, cpuSecondsOf } from '../measure/process-tree.js';
import type { Figure } from '../measure/report.js';
import { ChildScript } from '../scripts/child-script.js';
import type { Servers } from './servers.js';

export type RebuildOptions = { readonly logEvents: number; readonly rounds: number };

/** The second log is so much longer: what a rebuild keeps in memory may not be. */
const growth = 4;
/** Node takes what it is given: in this heap it does with what it needs. */
const smallHeapMib = 160;
const fillSliceSeconds = 2;

/**
 * Events per second from the log into a version beside the live one, and reading the same rows and
 * nothing else, each in a process of its own. On a short log and on a longer one.
 */
export async function rebuildFigures(servers: Servers, options: RebuildOptions): Promise<Figure[]> {
  const deployment = await servers.deployment('embedded');
  const url = databaseUrlOf(deployment);
  const reader = new PostgresEventReader({ url });
  try {
    const figures: Figure[] = [];
    for (const events of [options.logEvents / growth, options.logEvents]) {
      await fillLog(deployment, reader, events);
      figures.push(await measureLog(deployment, await eventsIn(reader), options.rounds));
    }
    return figures;
  } finally {
    await reader.close();
  }
}

async function measureLog(deployment: Deployment, events: number, rounds: number): Promise<Figure> {
  const peaks: Peaks = {};
  const runs = new ChildRuns(deployment, peaks);
  const results = await inTurns(
    [
      { name: 'rebuild of a version beside the live one', run: () => runs.run('rebuild') },
      {
        name: `the same with ${smallHeapMib} MiB of heap`,
        run: () => runs.run('rebuild', { smallHeap: true }),
      },
      { name: 'read-only scan of the same rows', control: true, run: () => runs.run('scan') },
    ],
    rounds,
  );
  return {
    title: `rebuild of a log of ${events.toLocaleString('en-US')} events`,
    units: 'events',
    results,
    values: peaks,
    note: 'CPU µs of an event are CPU ms of 1,000 events',
  };
}

/** The most memory that a process of each kind has had, in MiB. */
type Peaks = Record<string, number>;

class ChildRuns {
  private readonly url: string;
  private readonly database: number;

  constructor(
    deployment: Deployment,
    private readonly peaks: Peaks,
  ) {
    this.url = databaseUrlOf(deployment);
    this.database = deployment.processes['database'] as number;
  }

  async run(
    what: 'rebuild' | 'scan',
    { smallHeap = false }: { smallHeap?: boolean } = {},
  ): Promise<Measurement> {
    const cpuBefore = cpuSecondsOf([this.database]);
    const options = smallHeap
      ? [`--max-old-space-size=${smallHeapMib}`, '--max-semi-space-size=8']
      : [];
    const script = ChildScript.startWith(options, 'rebuild', what, this.url);
    type Report = { units: number; seconds: number; cpuSeconds: number; peakMib: number };
    const { units, seconds, cpuSeconds, peakMib } = await script.message<Report>();
    const databaseCpu = cpuSecondsBetween(cpuBefore, cpuSecondsOf([this.database]));
    await script.stop();
    const name = `peak memory in MiB: ${what}${smallHeap ? ', small heap' : ''}`;
    this.peaks[name] = Math.max(this.peaks[name] ?? 0, peakMib);
    return { units, seconds, cpu: { ...databaseCpu, node: cpuSeconds }, clientCpuSeconds: 0 };
  }
}

function databaseUrlOf({ directory }: Deployment): string {
  const text = readFileSync(join(directory, 'connections.json'), 'utf8');
  return (JSON.parse(text) as { databaseUrl: string }).databaseUrl;
}

async function eventsIn(reader: PostgresEventReader): Promise<number> {
  const heads = await reader.heads();
  return heads.reduce((sum, { position }) => sum + Number(position), 0);
}

async function fillLog(
  deployment: Deployment,
  reader: PostgresEventReader,
  events: number,
): Promise<void> {
  const connections = 64;
  const sender = new HttpSender(deployment.base, connections);
  const requests = new ChargeRequests(sender, deployment.credentials.secret_key);
  while ((await eventsIn(reader)) < events)
    await closedLoop(requests.charge, connections, fillSliceSeconds);
  await sender.close();
}
