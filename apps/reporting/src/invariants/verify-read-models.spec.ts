import type { Database } from '@ledgerway/platform';
import type pg from 'pg';
import { customerOf, setupIntentOf, sourceOf } from '../../test/history-customers.js';
import { intentOf, methodOf } from '../../test/history-payment-intents.js';
import { projectionOf, readModels, type ReadModels } from '../../test/read-models.js';
import { chargeIdOf, startMs, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import { writeAttempt, writeDispute, writeIntent } from '../../test/written-payments.js';
import { verifyReadModels } from './verify-read-models.js';

const sold = chargeIdOf('sold');
const tenant = { merchantId: 'acct_one', livemode: false };

describe('the verification', () => {
  let models: ReadModels;
  let log: WrittenLog;
  let schemas = 0;
  beforeAll(async () => {
    models = await readModels('verification');
    log = new WrittenLog(1);
    await writeCharge(log, termsOf('sold'));
    await writeCharge(log, termsOf('held', { capture: 'manual' }));
    const customer = customerOf('a');
    const source = sourceOf(customer, 1, startMs);
    await log.run(customer.id, { type: 'CreateCustomer', customer, source, at: startMs });
    const asked = { caller: tenant, sourceId: source.id, at: startMs };
    await log.run(customer.id, { type: 'RemoveSource', ...asked });
    // An open hold after a declined attempt: the earlier charge is final, the stream is not.
    const intent = intentOf('a', {}, { captureMethod: 'manual' });
    await writeIntent(log, intent);
    await writeAttempt(log, intent, methodOf('card'), 'declined');
    await writeAttempt(log, intent, methodOf('card'), 'approved');
    await writeDispute(log, sold);
    const setupIntent = setupIntentOf('a');
    await log.run(setupIntent.id, { type: 'CreateSetupIntent', setupIntent, at: startMs });
  });
  afterAll(() => models.drop());

  async function applied(): Promise<{ database: Database; owner: pg.Client }> {
    const database = await models.schema(`verified_${schemas++}`, 1);
    await projectionOf(database, log).projection.handle(log.batch(0));
    return { database, owner: await models.owner(database) };
  }

  it('finds nothing wrong with what was projected', async () => {
    const { database } = await applied();
    expect(await verifyReadModels({ database, reader: log.store })).toEqual([]);
  });

  const damages: [invariants: string[], what: string, sql: string][] = [
    [
      ['I1', 'I2', 'I5', 'I9'],
      'an entry with a changed leg',
      `alter table entries disable trigger all;
       update entries set amounts[1] = amounts[1] + 1 where position = 3`,
    ],
    [
      ['I5'],
      'a balance that was topped up',
      `update balances set credit = credit + 1, debit = debit + 1`,
    ],
    [['I6', 'I5'], 'a money event without its entry', `delete from entries where position = 3`],
    [
      ['I6'],
      'an entry that no event caused',
      `insert into entries select partition, 1, stream_id, version, event, merchant_id, livemode,
         created_ms, accounts, layers, currencies, amounts, effective_ms from entries where position = 2`,
    ],
    [['I3'], 'a final charge with a promise left', `update charges set status = 'expired'`],
    [
      ['I4'],
      'a charge of which more is captured than authorized',
      `alter table charges drop constraint amounts_in_order; update charges set captured = 9999`,
    ],
    [['I9'], 'a charge of another time', `update charges set created_ms = 1 where id = '${sold}'`],
    [['I9'], 'a charge that was lost', `delete from charges where id = '${sold}'`],
    [
      ['I9'],
      'a document that was edited',
      `update charges set charge = replace(charge::text, 'visa', 'amex')::json
       where id = '${sold}'`,
    ],
    [['I9', 'I5'], 'a lost balance transaction', `delete from balance_transactions`],
    [
      ['I9'],
      'a refund that nobody made',
      `insert into refunds
       select 're_1', partition, id, merchant_id, livemode, 1 from charges limit 1`,
    ],
    [['I9'], 'a payment intent that was lost', `delete from payment_intents`],
    [['I9'], 'a customer of another address', `update customers set email = 'x@example.com'`],
    [['I9'], 'a source that was removed and is there', `update payment_methods set customer = 'x'`],
    [['I9'], 'a setup intent of another customer', `update setup_intents set customer = 'x'`],
    [['I9'], 'a dispute that was lost', `delete from disputes`],
    [
      ['I13'],
      'a projection that is ahead of the log',
      `update positions set position = position + 1`,
    ],
  ];
  it.each(damages)('names %j for %s', async (invariants, _what, sql) => {
    const { database, owner } = await applied();
    await owner.query(sql);
    const found = await verifyReadModels({ database, reader: log.store });
    const names = new Set<string>(found.map(({ invariant }) => invariant));
    for (const invariant of invariants) expect(names).toContain(invariant);
  });

  it('stops after the number of violations that was asked for', async () => {
    const { database, owner } = await applied();
    await owner.query(`update charges set created_ms = 1`);
    expect(await verifyReadModels({ database, reader: log.store, maxViolations: 1 })).toHaveLength(
      1,
    );
  });
});
