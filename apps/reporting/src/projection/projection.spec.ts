import { encodeEventRecord, headers } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { eventually } from '@ledgerway/testing';
import { projectionOf, readModels, rowsOf, type ReadModels } from '../../test/read-models.js';
import { asLogRecord, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { readPositions } from './positions.js';
import { stateHash } from './state-hash.js';

describe('the projection', () => {
  let models: ReadModels;
  let schemas = 0;
  beforeAll(async () => {
    models = await readModels('projection');
  });
  afterAll(() => models.drop());
  const fresh = (partitions: number) => models.schema(`models_${schemas++}`, partitions);

  /** One partition with two captured charges: six events. */
  async function twoCharges(): Promise<WrittenLog> {
    const log = new WrittenLog(1);
    await writeCharge(log, termsOf('a'));
    await writeCharge(log, termsOf('b', { amount: 700n }));
    return log;
  }
  const position = async (database: Database) => (await readPositions(database.pool)).get(0)!;

  it('applies what it is handed and remembers where the topic goes on', async () => {
    const [log, database] = [await twoCharges(), await fresh(1)];
    await projectionOf(database, log).projection.handle(log.batch(0));
    expect(await position(database)).toEqual({ partition: 0, position: 6n, topicOffset: 6n });
    expect(await rowsOf(database, 'charges')).toHaveLength(2);
    expect(await rowsOf(database, 'entries')).toHaveLength(4);
    expect(await rowsOf(database, 'balance_transactions')).toHaveLength(2);
  });

  it('counts an event once, however often and in whatever pieces it is delivered', async () => {
    const [log, once, often] = [await twoCharges(), await fresh(1), await fresh(1)];
    await projectionOf(once, log).projection.handle(log.batch(0));
    const { projection } = projectionOf(often, log);
    await projection.handle(log.batch(0, 1, 2));
    await projection.handle(log.batch(0, 1, 4));
    // A process that starts anew and is given everything from the beginning.
    const { projection: restarted } = projectionOf(often, log);
    await restarted.handle(log.batch(0));
    await restarted.handle(log.batch(0, 3));
    expect(await stateHash(often.pool)).toEqual(await stateHash(once.pool));
  });

  it('applies an event once when two processes are handed it at the same time', async () => {
    const [log, alone, shared] = [await twoCharges(), await fresh(1), await fresh(1)];
    await projectionOf(alone, log).projection.handle(log.batch(0));
    const zombies = [projectionOf(shared, log), projectionOf(shared, log)];
    const batches = [log.batch(0, 1, 3), log.batch(0)];
    for (const batch of batches) {
      // The slower one is told that the positions moved, and is handed the batch again.
      await Promise.allSettled(zombies.map(({ projection }) => projection.handle(batch)));
      for (const { projection } of zombies) await projection.handle(batch);
    }
    expect(await stateHash(shared.pool)).toEqual(await stateHash(alone.pool));
  });

  it('writes nothing when it is cut off in the middle, and all of it the next time', async () => {
    const [log, database] = [await twoCharges(), await fresh(1)];
    const [owner, killer] = [await models.owner(database), await models.owner(database)];
    const { projection } = projectionOf(database, log);
    await owner.query('begin');
    await owner.query('lock table balances'); // The last table of a commit.
    const cutOff = expect(projection.handle(log.batch(0))).rejects.toThrow();
    await eventually(async () => {
      const { rowCount } = await killer.query(terminateWaitingSql);
      expect(rowCount).toBe(1);
    });
    await cutOff;
    await owner.query('rollback');
    expect((await position(database)).position).toBe(0n);
    expect(await rowsOf(database, 'charges')).toHaveLength(0);
    await projection.handle(log.batch(0));
    expect((await position(database)).position).toBe(6n);
    expect(await rowsOf(database, 'balance_transactions')).toHaveLength(2);
  });

  it('reads from the log what the topic lacks, before it goes on', async () => {
    const [log, whole, gappy] = [await twoCharges(), await fresh(1), await fresh(1)];
    await projectionOf(whole, log).projection.handle(log.batch(0));
    const { projection, registry } = projectionOf(gappy, log);
    await projection.handle(log.batch(0, 1, 1));
    await projection.handle(log.batch(0, 5)); // 2 to 4 never came.
    expect(await stateHash(gappy.pool)).toEqual(await stateHash(whole.pool));
    expect(await registry.metrics()).toContain('ledgerway_projection_gaps_total 1');
  });

  it('takes the log’s event for a record that cannot be read', async () => {
    const [log, whole, damaged] = [await twoCharges(), await fresh(1), await fresh(1)];
    await projectionOf(whole, log).projection.handle(log.batch(0));
    const batch = log.batch(0);
    const records = batch.records.map((record, index) =>
      index === 2 ? { ...record, value: Buffer.from('{') } : record,
    );
    const { projection } = projectionOf(damaged, log);
    await projection.handle({ ...batch, records });
    expect(await stateHash(damaged.pool)).toEqual(await stateHash(whole.pool));
  });

  it('catches up with the log when the topic says nothing', async () => {
    const [log, database] = [await twoCharges(), await fresh(1)];
    const { projection } = projectionOf(database, log);
    await projection.catchUp(0, 4n);
    expect(await position(database)).toEqual({ partition: 0, position: 4n, topicOffset: null });
    await projection.handle(log.batch(0));
    expect(await position(database)).toEqual({ partition: 0, position: 6n, topicOffset: 6n });
  });

  it('halts at an event it cannot apply, after what came before it; others go on', async () => {
    const log = new WrittenLog(2);
    let name = 0;
    for (const partition of [0, 1])
      for (let charges = 0; charges < 3; name++) {
        if (log.stream(termsOf(name).chargeId).partition !== partition) continue;
        await writeCharge(log, termsOf(name));
        charges += 1;
      }
    const database = await fresh(2);
    const bad = log.records.find(({ partition, position }) => partition === 0 && position === 6n)!;
    const { event } = bad;
    if (event.type !== 'ChargeCaptured') throw new Error('the sixth event is a capture');
    // More captured than authorized: the database refuses the charge.
    const captures = bad.state.charge!.captures.map((one) => ({ ...one, amount: 9_999n }));
    const state = { ...bad.state, charge: { ...bad.state.charge!, captures } };
    const forged = { ...bad, state };
    const batch = log.batch(0);
    const records = batch.records.map((one, index) => (index === 5 ? asLogRecord(forged) : one));

    const { projection, registry } = projectionOf(database, log);
    await Promise.all([projection.handle({ ...batch, records }), projection.handle(log.batch(1))]);
    const positions = await readPositions(database.pool);
    expect(positions.get(0)!.position).toBe(5n);
    expect(positions.get(1)!.position).toBe(9n);
    expect(projection.halted()).toEqual([
      { partition: 0, reason: expect.stringContaining('amounts_in_order') },
    ]);
    expect(await registry.metrics()).toContain('ledgerway_projection_halted{partition="0"} 1');

    await projection.handle(batch); // Still halted: what comes is not applied.
    expect((await readPositions(database.pool)).get(0)!.position).toBe(5n);
  });

  it('halts where the topic is ahead of the log instead of inventing history', async () => {
    const [log, database] = [await twoCharges(), await fresh(1)];
    const lastRecord = log.records.at(-1)!;
    const later = { ...lastRecord, position: 9n };
    const record = {
      offset: 8n,
      headers: { [headers.position]: '9' },
      value: encodeEventRecord(later),
    };
    const { projection } = projectionOf(database, log);
    await projection.handle({ ...log.batch(0), records: [record] });
    expect((await position(database)).position).toBe(6n);
    expect(projection.halted()[0]!.reason).toContain('ahead of the log');
  });

  it('halts at an event of the log that cannot follow its stream', async () => {
    const [log, database] = [await twoCharges(), await fresh(1)];
    const { store } = log;
    const intact = store.readPartition.bind(store);
    store.readPartition = async (...args) =>
      (await intact(...args)).map((one) => (one.position === 3n ? { ...one, version: 7 } : one));
    const { projection } = projectionOf(database, log);
    await projection.catchUp(0, 6n);
    expect(projection.halted()).toEqual([
      {
        partition: 0,
        reason: expect.stringContaining('version 7 of the stream follows version 2'),
      },
    ]);
  });
});

const terminateWaitingSql = `
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and wait_event_type = 'Lock'
  and query like '%into balances%'
`;
