import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PostgresEventReader } from '@ledgerway/event-store';
import type { Deployment } from '../../deployment/deployment.js';
import { ChargeRequests } from '../load/charges.js';
import { HttpSender } from '../load/http-sender.js';
import { closedLoop } from '../load/loops.js';
import { asOwnWork, inTurns, measured, type Measurement } from '../measure/measurement.js';
import { cpuSecondsBetween, cpuSecondsOf } from '../measure/process-tree.js';
import type { Figure } from '../measure/report.js';
import { ChildScript } from '../scripts/child-script.js';
import type { Servers } from './servers.js';

export type RebuildOptions = { readonly logEvents: number; readonly rounds: number };

const page = 1_000;
const readers = 4;
const fillSliceSeconds = 2;

/** Events per second from the log into the read models, beside reading them and nothing else. */
export async function rebuildFigures(servers: Servers, options: RebuildOptions): Promise<Figure[]> {
  const deployment = await servers.deployment('embedded');
  const url = databaseUrlOf(deployment);
  const database = deployment.processes['database'] as number;
  const reader = new PostgresEventReader({ url, readConnections: readers });
  try {
    await fillLog(deployment, reader, options.logEvents);
    const partitions = (await reader.heads()).length;
    const contenders = [
      {
        name: 'rebuild: charges, refunds, journal, balances',
        run: () => measureRebuild(url, partitions, database),
      },
      { name: 'read the log only', control: true, run: () => measureScan(reader, database) },
    ];
    const results = await inTurns(contenders, options.rounds);
    const events = await eventsIn(reader);
    const title = `rebuild of a log of ${events.toLocaleString('en-US')} events`;
    return [
      { title, units: 'events', results, note: 'by reporting’s own code in a process of its own' },
    ];
  } finally {
    await reader.close();
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

async function measureRebuild(
  url: string,
  partitions: number,
  database: number,
): Promise<Measurement> {
  const cpuBefore = cpuSecondsOf([database]);
  const script = ChildScript.start('rebuild', url, String(partitions));
  type Report = { units: number; seconds: number; cpuSeconds: number };
  const { units, seconds, cpuSeconds } = await script.message<Report>();
  const databaseCpu = cpuSecondsBetween(cpuBefore, cpuSecondsOf([database]));
  await script.stop();
  return { units, seconds, cpu: { ...databaseCpu, node: cpuSeconds }, clientCpuSeconds: 0 };
}

function measureScan(reader: PostgresEventReader, database: number): Promise<Measurement> {
  const work = async () => {
    const heads = (await reader.heads()).values();
    let units = 0;
    const scanInTurn = async () => {
      for (const { partition, position } of heads)
        for (let after = 0n; after < position;) {
          const events = await reader.readPartition(partition, after, page);
          after = events.at(-1)?.position ?? position;
          units += events.length;
        }
    };
    await Promise.all(Array.from({ length: readers }, scanInTurn));
    return { units };
  };
  return measured([database], work).then(asOwnWork);
}
