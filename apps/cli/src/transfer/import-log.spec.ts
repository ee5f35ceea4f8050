import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ensureInstallation,
  eventHash,
  eventStoreMigrations,
  eventStoreSchema,
  genesisHash,
  paymentsRole,
  PostgresEventStore,
  type NewEvent,
  type StoredEvent,
} from '@ledgerway/event-store';
import { createDatabase, migrate, type Database } from '@ledgerway/platform';
import { testDatabase } from '@ledgerway/testing';
import { eventLine } from '../log-files/event-line.js';
import { LineFiles } from '../log-files/line-files.js';
import { exportPartition } from './export-log.js';
import { importPartition } from './import-log.js';
import type { ExportedPartition } from './manifest.js';

type Log = { readonly store: PostgresEventStore; readonly database: Database };

const closing: (() => Promise<void>)[] = [];
const directories: string[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  for (const directory of directories) rmSync(directory, { recursive: true });
});

async function emptyLog(): Promise<Log> {
  const { url, drop } = await testDatabase('transfer');
  const schema = eventStoreSchema;
  await migrate({ url, schema, role: paymentsRole, migrations: eventStoreMigrations });
  await ensureInstallation(url, { partitions: 1, firstStart: 1 });
  const store = new PostgresEventStore({ url, partitions: 1 });
  const database = createDatabase({ url, schema, applicationName: 'spec' });
  closing.push(
    drop,
    () => store.close(),
    () => database.close(),
  );
  return { store, database };
}

const streams = ['01920000-0000-7000-8000-000000000001', '01920000-0000-7000-8000-000000000002'];

/** Two streams whose events take turns. */
async function write({ store }: Log, events: number): Promise<void> {
  const hashes = new Map<string, Buffer>();
  const written = Array.from({ length: events }, (_, n): NewEvent => {
    const streamId = streams[n % 2]!;
    const body = {
      ...{ streamId, version: Math.floor(n / 2) + 1, type: 'ChargeRequested', schemaVersion: 1 },
      ...{ commandId: `01920000-0000-7000-8000-${String(n).padStart(12, '0')}`, commandSeq: 0 },
      ...{ occurredAt: 1_767_607_200_123 + n, data: Buffer.from(`{"name":"Zoë","n":${n}}`) },
    };
    const hash = eventHash(hashes.get(streamId) ?? genesisHash, body);
    hashes.set(streamId, hash);
    return { ...body, meta: '{"request":{"id":"req_1"}}', hash };
  });
  const [head] = await store.takeOver([0], 'spec');
  const append = { ...head!, nextCommandOffset: head!.commandOffset + 7n, events: written };
  expect((await store.append([append])).get(0)).toBe('appended');
}

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'ledgerway transfer '));
  directories.push(directory);
  return directory;
}

async function exported(log: Log): Promise<{ partition: ExportedPartition; directory: string }> {
  const directory = newDirectory();
  const [head] = await log.store.heads();
  return { partition: await exportPartition(log.store, head!, directory), directory };
}

/** An export whose files fit together, whatever these events are. */
async function forged(events: readonly StoredEvent[]) {
  const directory = newDirectory();
  const files = new LineFiles(directory, 'log/p000/events');
  const digest = createHash('sha256');
  for (const event of events) {
    digest.update(event.hash);
    await files.add(eventLine(event));
  }
  const partition: ExportedPartition = {
    ...{ partition: 0, position: String(events.length), epoch: '1', digest: digest.digest('hex') },
    ...{ events: await files.end(), seals: [] },
  };
  return { partition, directory };
}

describe('a partition that moves to another database', () => {
  let log: Log;
  let events: StoredEvent[];
  beforeAll(async () => {
    log = await emptyLog();
    await write(log, 8);
    events = await log.store.readPartition(0, 0n, 100);
  });

  it('is the same there: positions, hashes, times; with an epoch of its own', async () => {
    const { partition, directory } = await exported(log);
    const other = await emptyLog();
    expect(await importPartition(other.database, partition, directory)).toBe('imported');
    expect(await other.store.readPartition(0, 0n, 100)).toEqual(events);
    const [[from], [to]] = [await log.store.heads(), await other.store.heads()];
    expect(to!.position).toBe(from!.position);
    expect(to!.epoch).toBeGreaterThan(from!.epoch);
    expect(to!.commandOffset).toBe(0n); // Of its own message log.
    expect(await importPartition(other.database, partition, directory)).toBe('there already');
  });

  it.each([
    ['was edited', (e: StoredEvent[]) => ((e[4] = { ...e[4]!, data: Buffer.from('{}') }), e)],
    ['has another time', (e: StoredEvent[]) => ((e[4] = { ...e[4]!, occurredAt: 1 }), e)],
    ['is missing', (e: StoredEvent[]) => e.toSpliced(4, 1)],
    ['stands in another place', (e: StoredEvent[]) => e.toSpliced(4, 1).toSpliced(5, 0, e[4]!)],
  ])('is refused as a whole if an event %s, and the place is named', async (_what, forge) => {
    const { partition, directory } = await forged(forge([...events]));
    const other = await emptyLog();
    await expect(importPartition(other.database, partition, directory)).rejects.toThrow(
      /events-00001.ndjson.gz: partition 0, position 5/,
    );
    expect(await other.store.heads()).toMatchObject([{ position: 0n }]);
    expect(await other.store.readPartition(0, 0n, 10)).toEqual([]);
  });

  it('is refused if its end was cut off', async () => {
    const { partition, directory } = await forged(events.slice(0, 6));
    const other = await emptyLog();
    const claimed = { ...partition, position: '8' };
    await expect(importPartition(other.database, claimed, directory)).rejects.toThrow('missing');
    expect(await other.store.readPartition(0, 0n, 10)).toEqual([]);
  });

  it('is not put over another history', async () => {
    const { partition, directory } = await exported(log);
    const other = await emptyLog();
    await write(other, 4);
    await expect(importPartition(other.database, partition, directory)).rejects.toThrow(
      'not empty',
    );
  });
});
