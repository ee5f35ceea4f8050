// How fast a log is checked event by event against its hashes and seals, and that memory does not
// grow with it.
import {
  eventHash,
  genesisHash,
  makeSeal,
  SealKey,
  type Head,
  type NewEvent,
  type PostgresEventStore,
  type Seal,
} from '@ledgerway/event-store';
import { randomUUID } from 'node:crypto';
import { cpuSecondsBetween, cpuSecondsOf } from '../measure/process-tree.js';
import { inTurns, type Measurement } from '../measure/measurement.js';
import type { Figure } from '../measure/report.js';
import { ChildScript } from '../scripts/child-script.js';
import { openLog, partitions, type BenchedLog } from './append-log.js';

export type VerifyFigureOptions = { readonly logEvents: number; readonly rounds: number };

const versions = 5;
const streamsPerAppend = 20;
const eventsPerSeal = 4_096;
const data = Buffer.from(`{"type":"ChargeRequested","at":1,"x":"${'x'.repeat(540)}"}`);

type Report = {
  units: number;
  seconds: number;
  cpuSeconds: number;
  liveMiB: number;
  peakMiB: number;
};

export async function verifyFigures({ logEvents, rounds }: VerifyFigureOptions): Promise<Figure[]> {
  const log = await openLog(0);
  try {
    const tenth = Math.ceil(logEvents / 10);
    await fill(log.store, tenth);
    const small = await verify(log, 'verify');
    await fill(log.store, logEvents - tenth);
    await log.client.query('vacuum analyze payments.events');
    const reports: Report[] = [];
    const results = await inTurns(
      [
        { name: 'hashes, versions, positions, seals', run: () => measured(log, 'verify', reports) },
        { name: 'read the log only', control: true, run: () => measured(log, 'read', []) },
      ],
      rounds,
    );
    const values = {
      ...memory(tenth, small.liveMiB, small.peakMiB),
      ...memory(
        logEvents,
        Math.max(...reports.map(({ liveMiB }) => liveMiB)),
        Math.max(...reports.map(({ peakMiB }) => peakMiB)),
      ),
    };
    const title = `verify-chain of a log of ${logEvents.toLocaleString('en-US')} events`;
    return [{ title, units: 'events', results, values, note: 'in a process of its own' }];
  } finally {
    await log.close();
  }
}

/** In use: what is no garbage. The peak of the process has the garbage that was not collected yet. */
const memory = (events: number, liveMiB: number, peakMiB: number) => ({
  [`${events.toLocaleString('en-US')} events: memory in use, MiB`]: liveMiB,
  [`${events.toLocaleString('en-US')} events: peak of the process, MiB`]: peakMiB,
});

async function measured(log: BenchedLog, what: string, reports: Report[]): Promise<Measurement> {
  const database = [log.postgres.pid];
  const before = cpuSecondsOf(database);
  const report = await verify(log, what);
  const { units, seconds, cpuSeconds } = report;
  reports.push(report);
  const cpu = { ...cpuSecondsBetween(before, cpuSecondsOf(database)), node: cpuSeconds };
  return { units, seconds, cpu, clientCpuSeconds: 0 };
}

async function verify({ postgres }: BenchedLog, what: string): Promise<Report> {
  const script = ChildScript.start('verify', postgres.url, what);
  const report = await script.message<Report>();
  await script.stop();
  return report;
}

/** Adds about so many events, and a seal for every few thousand of them. */
async function fill(store: PostgresEventStore, events: number): Promise<void> {
  const key = new SealKey(Buffer.alloc(32, 1));
  const all = Array.from({ length: partitions }, (_, partition) => partition);
  const heads = await store.takeOver(all, 'bench');
  const rounds = Math.ceil(events / (partitions * versions * streamsPerAppend));
  for (let round = 0; round < rounds; round += 1) {
    const batch = heads.map((head) => appendOf(head));
    await store.append(batch);
    heads.forEach((head, index) => {
      const { events: added, nextCommandOffset: commandOffset } = batch[index]!;
      heads[index] = { ...head, position: head.position + BigInt(added.length), commandOffset };
    });
  }
  for (const { partition, position, epoch } of heads) {
    let last: Seal | undefined = await store.lastSeal(partition);
    while ((last?.through ?? 0n) < position) {
      const hashes = await store.readHashes(partition, last?.through ?? 0n, eventsPerSeal);
      last = makeSeal({ partition, last, hashes, at: 1 }, key);
      await store.addSeal(last, epoch);
    }
  }
}

function appendOf({ partition, epoch, position, commandOffset }: Head) {
  const events: NewEvent[] = [];
  for (let stream = 0; stream < streamsPerAppend; stream += 1) {
    const streamId = randomUUID();
    let hash = genesisHash;
    for (let version = 1; version <= versions; version += 1) {
      const event = { streamId, version, type: 'ChargeRequested', schemaVersion: 1 };
      const caused = {
        commandId: randomUUID(),
        commandSeq: 0,
        occurredAt: 1_767_607_200_000,
        data,
      };
      hash = eventHash(hash, { ...event, ...caused });
      events.push({ ...event, ...caused, meta: '{}', hash });
    }
  }
  const nextCommandOffset = commandOffset + 1n;
  return { partition, epoch, position, commandOffset, nextCommandOffset, events };
}
