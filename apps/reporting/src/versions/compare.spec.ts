import { projectionOf, readModels, type ReadModels } from '../../test/read-models.js';
import { twoVersions, type OpenVersions } from '../../test/two-versions.js';
import { chargeIdOf, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { buildStandby } from './build.js';
import { compareVersions, NothingToCompare } from './compare.js';
import { exchangeVersions } from './exchange.js';

describe('the comparison of versions', () => {
  let models: ReadModels;
  let schemas = 0;
  beforeAll(async () => {
    models = await readModels('comparison');
  });
  afterAll(() => models.drop());

  async function projected(): Promise<OpenVersions> {
    const log = new WrittenLog(1);
    for (const name of ['a', 'b', 'c']) await writeCharge(log, termsOf(name));
    const versions = await twoVersions(models, `compared_${schemas++}`, log);
    await projectionOf(versions.live, log).projection.handle(log.batch(0));
    return { ...versions, log };
  }

  it('is made at equal positions, also when the live version went on', async () => {
    const { log, ...versions } = await projected();
    await buildStandby(versions);
    await writeCharge(log, termsOf('later'));
    await projectionOf(versions.live, log).projection.handle(log.batch(0, 10));
    const { equal, partitions, rows } = await compareVersions(versions);
    expect({ equal, rows }).toEqual({ equal: true, rows: [] });
    expect(partitions).toMatchObject([{ partition: 0, position: 12n }]);
    expect(partitions[0]!.live).toBe(partitions[0]!.standby);
  });

  it('names what differs: the table, the row and its columns', async () => {
    const versions = await projected();
    await buildStandby(versions);
    const owner = await models.owner(versions.live);
    const [a, b] = [chargeIdOf('a'), chargeIdOf('b')];
    await owner.query(`
      update charges set created_ms = 1, customer = 'cus_x' where id = '${a}';
      update balances set debit = debit + 1, credit = credit + 1 where account like 'merchant_%';
      delete from charges where id = '${b}'`);
    const { equal, tables, rows } = await compareVersions(versions);
    expect(equal).toBe(false);
    expect([...tables].sort()).toEqual(['balances', 'charges']);
    const ofCharges = rows.filter(({ table }) => table === 'charges');
    const inOrder = ofCharges.sort((one, other) => one.key.localeCompare(other.key));
    const expected = [
      { table: 'charges', partition: 0, key: a, difference: 'created_ms, customer' },
      { table: 'charges', partition: 0, key: b, difference: 'missing in live' },
    ].sort((one, other) => one.key.localeCompare(other.key));
    expect(inOrder).toEqual(expected);
    expect((await compareVersions({ ...versions, maxRows: 1 })).rows).toHaveLength(1);
  });

  it('is also one with the version that was live before', async () => {
    const versions = await projected();
    await expect(compareVersions(versions)).rejects.toThrow(NothingToCompare);
    await buildStandby(versions);
    await exchangeVersions({ ...versions, from: 'built' });
    expect(await compareVersions(versions)).toMatchObject({ equal: true });
  });
});
