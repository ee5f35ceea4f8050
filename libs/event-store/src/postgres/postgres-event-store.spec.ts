import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '@ledgerway/testing';
import { eventStoreConformance } from '../conformance/event-store-conformance.js';
import { appendAt, eventAfter, firstEvent } from '../conformance/fixtures.js';
import { InMemoryEventStore } from '../in-memory/in-memory-event-store.js';
import type { EventStore, Head, NewEvent, PartitionAppend } from '../port.js';
import { ensureInstallation, WrongInstallation } from './installation.js';
import { PostgresEventReader } from './postgres-event-reader.js';
import { PostgresEventStore } from './postgres-event-store.js';
import { logReaderRole, paymentsRole } from './schema.js';
import { execute, installTestLog } from './testing/install-test-log.js';

eventStoreConformance('PostgreSQL', async (partitions) => {
  const database = await testDatabase('event store');
  const open = await installTestLog(database.url, partitions);
  return { open: () => open(), drop: () => database.drop() };
});

describe('the event log in PostgreSQL', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  beforeAll(async () => {
    database = await testDatabase('event log');
    store = (await installTestLog(database.url, 4))();
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  it('keeps its number of partitions', async () => {
    const { url } = database;
    expect(await ensureInstallation(url, { partitions: 4, firstStart: 16 })).toBe(4);
    expect(await ensureInstallation(url, { firstStart: 16 })).toBe(4);
    const other = ensureInstallation(url, { partitions: 8, firstStart: 16 });
    await expect(other).rejects.toThrow(WrongInstallation);
    await expect(other).rejects.toThrow('installed with 4 partitions and cannot be used with 8');
    await expect(ensureInstallation(url, { partitions: 257, firstStart: 16 })).rejects.toThrow(
      RangeError,
    );
  });

  it('is refused to a process with another number of partitions', async () => {
    await store.verifyInstallation();
    const other = new PostgresEventStore({ url: database.url, partitions: 8 });
    await expect(other.verifyInstallation()).rejects.toThrow(WrongInstallation);
    await other.close();
  });

  it('is refused before it is installed', async () => {
    const empty = await testDatabase('not installed');
    const early = (await installTestLog(empty.url, 4))();
    await execute(empty.url, 'delete from installation');
    await expect(early.verifyInstallation()).rejects.toThrow('prepare the database first');
    await early.close();
    await empty.drop();
  });

  it.each([
    [paymentsRole, `update events set data = ''`],
    [paymentsRole, 'delete from events'],
    [paymentsRole, 'truncate events'],
    [paymentsRole, 'delete from heads'],
    [paymentsRole, 'update installation set partitions = 8'],
    [logReaderRole, 'update heads set pos = 0'],
    [logReaderRole, 'insert into installation (partitions) values (8)'],
    [logReaderRole, 'select * from snapshots'],
  ])('does not let %s run: %s', async (role, sql) => {
    await expect(execute(database.url, sql, role)).rejects.toThrow('permission denied');
  });

  it('can be read by those who may only read', async () => {
    const [head] = await store.takeOver([0], 'owner');
    const event = firstEvent();
    await store.append([appendAt(head!, event)]);
    const reader = new PostgresEventReader({ url: database.url });
    expect(await reader.heads()).toEqual(await store.heads());
    expect(await reader.readPartition(0, head!.position, 10)).toMatchObject([event]);
    await reader.close();
  });

  it('says no to a head that fell behind its events, and to no other partition', async () => {
    const [behind, good] = await store.takeOver([1, 2], 'owner');
    await store.append([appendAt(behind!, firstEvent())]);
    await execute(database.url, 'update heads set pos = pos - 1 where part = 1');
    const [head] = await store.takeOver([1], 'owner');
    expect(await store.append([appendAt(head!, firstEvent()), appendAt(good!)])).toEqual(
      new Map([
        [1, 'conflict'],
        [2, 'appended'],
      ]),
    );
  });
});

describe('PostgreSQL and memory', () => {
  // Chooses among the versions and commands that are there, those that come next, and stale heads.
  const step = fc.record({
    takeOver: fc.boolean(),
    appends: fc.uniqueArray(
      fc.record({
        partition: fc.nat(2),
        stale: fc.boolean(),
        events: fc.array(fc.record({ stream: fc.nat(2), repeated: fc.boolean() }), {
          maxLength: 3,
        }),
      }),
      { selector: ({ partition }) => partition, minLength: 1 },
    ),
  });

  it('agree on any history', async () => {
    const database = await testDatabase('agreement');
    const store = (await installTestLog(database.url, 3))();
    const model = new InMemoryEventStore({ partitions: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const streams = new Map<string, NewEvent>();
        for (const { takeOver, appends } of steps) {
          if (takeOver) for (const each of [store, model]) await each.takeOver([0, 1, 2], 'owner');
          const batch = await batchOf(model, appends, streams);
          expect(await store.append(batch)).toEqual(await model.append(batch));
          expect(await store.heads()).toEqual(await model.heads());
        }
      }),
      { numRuns: 40 },
    );
    for (const partition of [0, 1, 2])
      expect(await withoutTime(store, partition)).toEqual(await withoutTime(model, partition));
    await store.close();
    await database.drop();
  });

  async function batchOf(
    model: EventStore,
    appends: {
      partition: number;
      stale: boolean;
      events: { stream: number; repeated: boolean }[];
    }[],
    streams: Map<string, NewEvent>,
  ): Promise<PartitionAppend[]> {
    const heads = await model.heads();
    return appends.map(({ partition, stale, events }) => {
      const head: Head = { ...heads[partition]! };
      if (stale) return appendAt({ ...head, epoch: head.epoch - 1n }, firstEvent());
      const added = events.map(({ stream, repeated }) => {
        const last = streams.get(`${partition}/${stream}`);
        if (repeated && last) return last;
        const next = eventAfter(last);
        streams.set(`${partition}/${stream}`, next);
        return next;
      });
      return appendAt(head, ...added);
    });
  }

  const withoutTime = async (store: EventStore, partition: number) =>
    (await store.readPartition(partition, 0n, 10_000)).map((event) => ({
      ...event,
      recordedAt: 0,
    }));
});
