import type pg from 'pg';
import type { Database } from '@ledgerway/platform';
import { intentOf } from '../../test/history-payment-intents.js';
import { projectionOf, readModels, rowsOf, type ReadModels } from '../../test/read-models.js';
import { startMs, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { creditOf, writeIntent } from '../../test/written-payments.js';
import { verifyReadModels } from '../invariants/verify-read-models.js';

describe('the journal', () => {
  let models: ReadModels;
  let database: Database;
  let owner: pg.Client;
  beforeAll(async () => {
    models = await readModels('journal');
    database = await models.schema('reporting', 1);
    owner = await models.owner(database);
  });
  afterAll(() => models.drop());

  /** An entry whose legs are given as (layer, currency, amount). */
  const insert = (
    client: Pick<pg.Client, 'query'>,
    position: number,
    legs: [string, string, number][],
  ) =>
    client.query(
      `insert into entries values (0, $1, gen_random_uuid(), 1, 'ChargeCaptured', 'acct_one', false,
                                   0, $2, $3, $4, $5, 0)`,
      [
        position,
        legs.map((_, leg) => `account:${leg}`),
        legs.map(([layer]) => layer),
        legs.map(([, currency]) => currency),
        legs.map(([, , amount]) => amount),
      ],
    );

  it('takes an entry that balances in every currency and layer', async () => {
    await insert(database.pool, 1, [
      ['posted', 'hkd', 5],
      ['posted', 'hkd', -5],
      ['pending', 'hkd', -5],
      ['pending', 'hkd', 5],
      ['posted', 'jpy', 3],
      ['posted', 'jpy', -2],
      ['posted', 'jpy', -1],
    ]);
    expect(await rowsOf(database, 'postings')).toHaveLength(7);
  });

  it.each<[string, [string, string, number][]]>([
    [
      'as a whole',
      [
        ['posted', 'hkd', 5],
        ['posted', 'hkd', -4],
      ],
    ],
    [
      'in one layer',
      [
        ['posted', 'hkd', 5],
        ['pending', 'hkd', -5],
      ],
    ],
    [
      'in one currency',
      [
        ['posted', 'hkd', 5],
        ['posted', 'jpy', -5],
      ],
    ],
    ['for it has no legs', []],
    ['for it has one leg', [['posted', 'hkd', 0]]],
  ])('is refused by the database an entry that does not balance %s', async (_why, legs) => {
    await expect(insert(database.pool, 2, legs)).rejects.toMatchObject({ code: '23514' });
  });

  it('lets even its owner not unbalance an entry later', async () => {
    const raise = owner.query('update entries set amounts[1] = amounts[1] + 1');
    await expect(raise).rejects.toMatchObject({ code: '23514' });
  });

  it.each(['update entries set event = event', 'delete from entries'])(
    'cannot be rewritten by the service: %s',
    async (sql) => {
      await expect(database.query(sql)).rejects.toMatchObject({ code: '42501' });
    },
  );

  it('has one entry for each event that moved money, and none for others', async () => {
    const copy = await models.schema('copy', 1);
    const log = new WrittenLog(1);
    await writeCharge(log, termsOf('sold'));
    await projectionOf(copy, log).projection.handle(log.batch(0));
    const entries = await rowsOf(copy, 'entries');
    expect(entries.map(({ event, amounts }) => [event, amounts])).toEqual([
      ['ChargeAuthorized', ['2000', '-2000']],
      ['ChargeCaptured', ['2000', '-2000', '2000', '-2000']],
    ]);
    expect(entries[1]).toMatchObject({
      accounts: [
        'merchant_pending:acct_one',
        'acquirer_receivable:sandbox',
        'acquirer_receivable:sandbox',
        'merchant_pending:acct_one',
      ],
      layers: ['pending', 'pending', 'posted', 'posted'],
    });
  });

  it('holds money that pays for nothing in suspense, for whoever received it', async () => {
    const copy = await models.schema('credits', 1);
    const log = new WrittenLog(1);
    const theirs = intentOf('theirs', { merchantId: 'acct_two' });
    await writeIntent(log, theirs);
    // It names another merchant's payment; the money is not theirs for that.
    const mine = creditOf(intentOf('mine'), 'nothing', startMs, 1_999n);
    await log.run(theirs.id, mine);
    await projectionOf(copy, log).projection.handle(log.batch(0));
    expect(await rowsOf(copy, 'entries')).toMatchObject([
      {
        event: 'CreditUnmatched',
        merchant_id: 'acct_one',
        accounts: ['bank:sandbox', 'suspense:sandbox'],
        layers: ['posted', 'posted'],
        amounts: ['1999', '-1999'],
      },
    ]);
    expect(await verifyReadModels({ database: copy, reader: log.store })).toEqual([]);
  });
});
