// Seals of a real log: what is due, what a crash leaves behind, who may seal, and what is refused.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topics } from '@ledgerway/contracts';
import {
  anchorFileOf,
  ensureInstallation,
  eventHash,
  genesisHash,
  lastAnchor,
  linkedPages,
  PostgresEventStore,
  readAnchors,
  readSealLine,
  SealKey,
  sealSequence,
  storedSeals,
  verifyPartition,
  type Head,
} from '@ledgerway/event-store';
import { InMemoryMessageLog } from '@ledgerway/messaging';
import { createMetrics, migrate } from '@ledgerway/platform';
import { testDatabase, type TestDatabase } from '@ledgerway/testing';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { logger } from '../../test/running-payments.js';
import { paymentsDatabase } from '../migrations/migrations.js';
import type { Owned } from '../processor/work.js';
import { Anchors } from './anchors.js';
import { sealMetrics } from './metrics.js';
import { Sealer } from './sealer.js';

const key = new SealKey(Buffer.alloc(32, 5));
const maxEvents = 10;
const everyMs = 10_000;

describe('the sealer', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  let log: InMemoryMessageLog;
  let directory: string;
  let nowMs: number;
  let owned: Owned;

  beforeEach(async () => {
    database = await testDatabase('sealer');
    await migrate({ url: database.url, ...paymentsDatabase });
    await ensureInstallation(database.url, { firstStart: 1 });
    store = new PostgresEventStore({ url: database.url, partitions: 1 });
    log = new InMemoryMessageLog();
    await log.createTopics([
      { topic: topics.seals, partitions: 1, retentionMs: 1, compacted: true },
    ]);
    directory = mkdtempSync(join(tmpdir(), 'sealer '));
    nowMs = 1_767_607_200_000;
    owned = ownedAt((await store.takeOver([0], 'spec'))[0]!);
  });
  afterEach(async () => {
    await store.close();
    await log.close();
    await database.drop();
    rmSync(directory, { recursive: true });
  });

  const ownedAt = (head: Head): Owned => ({ ...head, parked: new Set() });

  const sealer = (of: () => Owned = () => owned, told: Pick<InMemoryMessageLog, 'publish'> = log) =>
    new Sealer({
      store,
      anchors: new Anchors(directory, told, key.publicKey),
      key,
      owned: () => [of()],
      clock: { now: () => nowMs },
      logger,
      metrics: sealMetrics(createMetrics({ processMetrics: false }).registry),
      maxEvents,
      everyMs,
      roundMs: 1_000,
    });

  async function append(events: number): Promise<void> {
    const { partition, epoch, position, commandOffset } = owned;
    const added = Array.from({ length: events }, () => {
      const event = {
        ...{ streamId: randomUUID(), version: 1, type: 'ChargeRequested', schemaVersion: 1 },
        ...{ commandId: randomUUID(), commandSeq: 0, occurredAt: nowMs, data: Buffer.from('{}') },
      };
      return { ...event, meta: '{}', hash: eventHash(genesisHash, event) };
    });
    const next = { nextCommandOffset: commandOffset + 1n, events: added };
    await store.append([{ partition, epoch, position, commandOffset, ...next }]);
    owned.position += BigInt(events);
    owned.commandOffset += 1n;
  }

  const file = () => anchorFileOf(directory, 0);
  const anchored = async () => (await lastAnchor(file()))?.through ?? 0n;
  const tabled = async () => (await store.lastSeal(0))?.through ?? 0n;
  const told = async () =>
    readSealLine(String((await log.lastRecords(topics.seals)).get(0)?.value));

  async function ranges(): Promise<string[]> {
    const seals: string[] = [];
    for await (const { after, through } of readAnchors(file())) seals.push(`${after}-${through}`);
    return seals;
  }

  const whole = () =>
    verifyPartition({
      partition: 0,
      head: owned.position,
      headNow: async () => owned.position,
      pages: (after) => linkedPages(store, 0, after),
      seals: sealSequence({
        anchors: readAnchors(file()),
        table: storedSeals(store, 0),
        publicKey: key.publicKey,
      }),
    });

  it('seals when enough events wait, or after ten seconds, whatever waits', async () => {
    const one = sealer();
    await append(9);
    await one.round();
    expect(await tabled()).toBe(0n);
    await append(14);
    await one.round();
    expect([await tabled(), await anchored()]).toEqual([20n, 20n]);
    nowMs += everyMs - 1;
    await one.round();
    expect(await tabled()).toBe(20n);
    nowMs += 1;
    await one.round();
    expect([await tabled(), await anchored(), (await told())?.through]).toEqual([23n, 23n, 23n]);
    expect(await ranges()).toEqual(['0-10', '10-20', '20-23']);
    expect(await whole()).toMatchObject({ break: null, anchoredThrough: 23n });
  });

  it('leaves the public key beside the seals', () => {
    sealer();
    expect(readFileSync(join(directory, 'public-key.pem'), 'utf8')).toBe(key.publicKey.toPem());
  });

  it('publishes again what a crash left in the table only, before it makes a new one', async () => {
    await append(10);
    await sealer().round();
    const before = readFileSync(file());
    await append(10);
    await sealer().round();
    writeFileSync(file(), before); // As if it had died behind the commit.
    await append(10);
    const next = sealer();
    await next.round();
    expect(await ranges()).toEqual(['0-10', '10-20', '20-30']);
    expect(await whole()).toMatchObject({ break: null });
  });

  it('seals while nobody can be told, and tells it later', async () => {
    const deaf = { publish: () => Promise.reject(new Error('no broker')) };
    await append(10);
    await sealer(undefined, deaf).round();
    expect([await anchored(), await told()]).toEqual([10n, undefined]);
    await sealer().round();
    expect((await told())?.through).toBe(10n);
  });

  it('makes no seal once another process owns the partition', async () => {
    const former = { ...owned };
    const late = sealer(() => former);
    await append(10);
    former.position = owned.position;
    owned = ownedAt((await store.takeOver([0], 'another'))[0]!);
    await late.round();
    expect(await tabled()).toBe(0n);
    await sealer().round();
    await late.round();
    expect(await ranges()).toEqual(['0-10']);
    expect(await whole()).toMatchObject({ break: null });
  });

  const admin = async (sql: string) => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(sql);
    await client.end();
  };

  it.each([
    ['lost it', 'delete from payments.seals'],
    ['another one', `update payments.seals set signature = sha256(signature)`],
  ])('makes none when the table contradicts the file: it has %s', async (_what, sql) => {
    await append(10);
    await sealer().round();
    await admin(sql);
    await append(10);
    const one = sealer();
    await one.round();
    await one.round();
    expect(await ranges()).toEqual(['0-10']);
    expect(await tabled()).toBe(sql.startsWith('delete') ? 0n : 10n);
  });

  it('does not seal over a gap', async () => {
    await append(10);
    await admin('delete from payments.events where pos = 4');
    await sealer().round();
    expect(await tabled()).toBe(0n);
  });
});
