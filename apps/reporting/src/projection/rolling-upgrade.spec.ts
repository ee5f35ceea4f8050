// An upgrade of reporting with the old and the new program side by side on one log. A version is only
// ever newer than another one, so the older program is this one, to which the log is shown as if a
// type of event were one version beyond it.
import { refuseUnreadable } from '@ledgerway/contracts';
import type { EventReader, StoredEvent } from '@ledgerway/event-store';
import type { RecordBatch } from '@ledgerway/messaging';
import type { Database } from '@ledgerway/platform';
import { projectionOf, readModels, rowsOf, type ReadModels } from '../../test/read-models.js';
import { termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { readPositions } from './positions.js';
import { stateHash } from './state-hash.js';

const unknown = 'ChargeCaptured';

const raised = <F extends { type: string; schemaVersion: number }>(form: F): F =>
  form.type === unknown ? { ...form, schemaVersion: form.schemaVersion + 1 } : form;

/** The log as the older program sees it. */
const asOlderSees = ({ store }: WrittenLog): EventReader => ({
  heads: () => store.heads(),
  readPartition: async (...asked) => (await store.readPartition(...asked)).map(raised),
  readStreams: async (asked) => {
    const streams = [...(await store.readStreams(asked))];
    return new Map(
      streams.map(([id, events]): [string, StoredEvent[]] => [id, events.map(raised)]),
    );
  },
  storedForms: async () => (await store.storedForms()).map(raised),
});

/** What the newer program's records are to the older one. */
const recordsAsOlderSees = (batch: RecordBatch): RecordBatch => ({
  ...batch,
  records: batch.records.map((record) => {
    const json = JSON.parse(record.value.toString('utf8')) as {
      event: { type: string };
      eventVersion: number;
    };
    if (json.event.type === unknown) json.eventVersion += 1;
    return { ...record, value: Buffer.from(JSON.stringify(json)) };
  }),
});

describe('during a rolling upgrade of reporting', () => {
  let models: ReadModels;
  beforeAll(async () => {
    models = await readModels('rolling upgrade');
  });
  afterAll(() => models.drop());

  const positionOf = async (database: Database) =>
    (await readPositions(database.pool)).get(0)!.position;

  it('the older program halts before what it cannot read, and goes on once it is replaced', async () => {
    const log = new WrittenLog(1);
    await writeCharge(log, termsOf('held', { capture: 'manual' }));
    await writeCharge(log, termsOf('sold'));
    const [old, current] = [await models.schema('old', 1), await models.schema('new', 1)];
    const { projection: older } = projectionOf(old, {
      ...log,
      store: asOlderSees(log),
    } as WrittenLog);
    const { projection: newer } = projectionOf(current, log);
    const captured = log.records.find(({ event }) => event.type === unknown)!.position;

    await newer.handle(log.batch(0));
    await older.handle(recordsAsOlderSees(log.batch(0)));
    expect(await positionOf(current)).toBe(BigInt(log.records.length));
    expect(await positionOf(old)).toBe(captured - 1n);
    expect(older.halted()).toEqual([
      {
        partition: 0,
        reason: expect.stringContaining(
          `event 0/${captured} cannot be applied: ${unknown} in version`,
        ) as string,
      },
    ]);

    // It stays where it is, whatever comes; nothing behind the unreadable event is taken.
    await writeCharge(log, termsOf('later'));
    await older.handle(recordsAsOlderSees(log.batch(0)));
    expect(await positionOf(old)).toBe(captured - 1n);
    expect(await rowsOf(old, 'balance_transactions')).toEqual([]);

    const { projection: upgraded } = projectionOf(old, log);
    await upgraded.handle(log.batch(0));
    await newer.handle(log.batch(0));
    expect(await stateHash(old.pool)).toEqual(await stateHash(current.pool));
  });

  it('the newer program reads what the older one writes, from the log if not from the topic', async () => {
    const log = new WrittenLog(1);
    await writeCharge(log, termsOf('sold'));
    const [direct, by] = [await models.schema('direct', 1), await models.schema('by_log', 1)];
    await projectionOf(direct, log).projection.handle(log.batch(0));
    // A record in an older form says nothing reliable of today's.
    const { projection } = projectionOf(by, log);
    const older = JSON.parse(log.batch(0).records[0]!.value.toString()) as { eventVersion: number };
    older.eventVersion -= 1;
    const [first, ...rest] = log.batch(0).records;
    const records = [{ ...first!, value: Buffer.from(JSON.stringify(older)) }, ...rest];
    await projection.handle({ ...log.batch(0), records });
    expect(await stateHash(by.pool)).toEqual(await stateHash(direct.pool));
  });

  it('the older program is not started again', async () => {
    const log = new WrittenLog(1);
    await writeCharge(log, termsOf('sold'));
    refuseUnreadable(await log.store.storedForms());
    const forms = await asOlderSees(log).storedForms();
    expect(() => refuseUnreadable(forms)).toThrow(
      /^The log holds what only a newer program can read: ChargeCaptured in version \d+ cannot be read/,
    );
  });
});
