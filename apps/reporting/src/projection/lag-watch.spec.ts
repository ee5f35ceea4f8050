import { createLogger } from '@ledgerway/platform';
import { Registry } from 'prom-client';
import { projectionOf, readModels, type ReadModels } from '../../test/read-models.js';
import { asLogRecord, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { LagWatch } from './lag-watch.js';
import { projectionMetrics } from './metrics.js';

describe('the comparison with the log', () => {
  let models: ReadModels;
  let schemas = 0;
  beforeAll(async () => {
    models = await readModels('lag');
  });
  afterAll(() => models.drop());

  async function behind() {
    const log = new WrittenLog(1);
    await writeCharge(log, termsOf('a')); // Three events.
    const database = await models.schema(`lag_${schemas++}`, 1);
    const { projection } = projectionOf(database, log);
    const registry = new Registry();
    const watch = new LagWatch({
      database,
      reader: log.store,
      projection,
      metrics: projectionMetrics(registry),
      logger: createLogger({ name: 'spec', level: 'silent' }),
      everyMs: 60_000,
    });
    return { log, database, projection, watch, registry };
  }
  const lag = async (registry: Registry) =>
    /ledgerway_projection_lag_events\{partition="0"\} (\d+)/.exec(await registry.metrics())?.[1];

  it('is ready once it has what the log had at the start, and from then on', async () => {
    const { log, projection, watch } = await behind();
    await expect(watch.checkHealth()).rejects.toThrow('partition 0 has 3 events to catch up');
    await projection.handle(log.batch(0));
    await watch.checkHealth();
    await writeCharge(log, termsOf('b'));
    await watch.checkHealth();
  });

  it('is not ready while a partition is halted', async () => {
    const { log, projection, watch } = await behind();
    await projection.handle(log.batch(0));
    const ahead = { ...log.records.at(-1)!, position: 9n };
    await projection.handle({ ...log.batch(0), records: [asLogRecord(ahead)] });
    await expect(watch.checkHealth()).rejects.toThrow('partition 0 is halted');
  });

  it('fetches what the topic did not bring in time, if the partition is ours', async () => {
    const { log, projection, watch, registry } = await behind();
    await watch.look();
    await watch.look();
    expect(await lag(registry)).toBe('3');
    watch.assign([0]);
    await watch.look();
    await watch.look();
    expect(await lag(registry)).toBe('0');
    await projection.handle(log.batch(0)); // What comes late after all is known already.
    expect(projection.halted()).toEqual([]);
  });
});
