import type { Listed, Page } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import {
  customerIdOf,
  customerOf,
  keptMethod,
  methodIdOf,
  setupIntentOf,
  sourceOf,
} from '../../test/history-customers.js';
import { intentOf, methodOf, paymentIntentIdOf } from '../../test/history-payment-intents.js';
import { projectAll, readModels, type ReadModels } from '../../test/read-models.js';
import { startMs, termsOf, writeCharge, WrittenLog } from '../../test/written-log.js';
import {
  writeAttempt,
  writeDispute,
  writeIntent,
  writeRefund,
} from '../../test/written-payments.js';
import { listCharges } from '../charges/list-charges.js';
import { listCustomers } from '../customers/list-customers.js';
import { listDisputes } from '../disputes/list-disputes.js';
import { listPaymentIntents } from '../payment-intents/list-payment-intents.js';
import { listPaymentMethods } from '../payment-methods/list-payment-methods.js';
import { listRefunds } from '../refunds/list-refunds.js';
import { listSetupIntents } from '../setup-intents/list-setup-intents.js';

const tenant = { merchantId: 'acct_one', livemode: false };
const caller = tenant;
const stranger = { merchantId: 'acct_two', livemode: false };
const page: Page = { limit: 10 };
const ask = { ...tenant, page };

let models: ReadModels;
let database: Database;
let log: WrittenLog;
let schemas = 0;
beforeAll(async () => {
  models = await readModels('payments');
});
beforeEach(async () => {
  database = await models.schema(`payments_${schemas++}`, 1);
  log = new WrittenLog(1);
});
afterAll(() => models.drop());

const project = () => projectAll(database, log);
function dataOf<T>(listed: Listed<T>): readonly T[] {
  if (!('data' in listed)) throw new Error('unknown cursor');
  return listed.data;
}
const chargeIdsOf = (charges: readonly Record<string, unknown>[]) =>
  charges.map(({ terms }) => (terms as { chargeId: string }).chargeId);

describe('payment intents', () => {
  const intent = intentOf('a', {}, { customer: 'cus_1' });
  const twoAttempts = async () => {
    await writeIntent(log, intent);
    const declined = await writeAttempt(log, intent, methodOf('card'), 'declined');
    const paid = await writeAttempt(log, intent, methodOf('card'), 'approved', startMs + 1);
    return { declined, paid };
  };

  it('are listed with their latest charge; all their charges are listed as charges', async () => {
    const { declined, paid } = await twoAttempts();
    await writeIntent(log, intentOf('b', { createdAt: startMs + 5 }));
    await project();
    expect(dataOf(await listPaymentIntents(database, ask))).toMatchObject([
      { intent: { id: paymentIntentIdOf('b'), status: 'requires_payment_method' } },
      { intent: { id: intent.id, status: 'succeeded' }, charge: { terms: { chargeId: paid } } },
    ]);
    const ofIntent = { ...ask, paymentIntent: intent.id };
    const charges = dataOf(await listCharges(database, ofIntent));
    expect(chargeIdsOf(charges)).toEqual([paid, declined]);
    expect(charges.map(({ status }) => status)).toEqual(['captured', 'declined']);
    expect(dataOf(await listCharges(database, { ...ask, paymentIntent: 'pi_none' }))).toEqual([]);
  });

  it('are found by their customer, and by nobody else’s merchant', async () => {
    await twoAttempts();
    await project();
    expect(dataOf(await listPaymentIntents(database, { ...ask, customer: 'cus_1' }))).toHaveLength(
      1,
    );
    for (const filter of [{ customer: 'cus_2' }, stranger, { livemode: true }])
      expect(dataOf(await listPaymentIntents(database, { ...ask, ...filter }))).toEqual([]);
  });

  it('keep the charge of an earlier attempt as it was updated last', async () => {
    const { declined, paid } = await twoAttempts();
    await log.run(intent.id, {
      type: 'UpdateCharge',
      caller,
      chargeId: declined,
      changes: { description: 'looked at' },
      at: startMs + 9,
    });
    await project();
    const charges = dataOf(await listCharges(database, { ...ask, paymentIntent: intent.id }));
    expect(charges).toMatchObject([
      { terms: { chargeId: paid }, details: { description: 'Order a' } },
      { terms: { chargeId: declined }, details: { description: 'looked at' } },
    ]);
  });

  it('lead to their refunds and disputes', async () => {
    const { paid } = await twoAttempts();
    await writeCharge(log, termsOf('other'));
    const refundId = await writeRefund(log, paid, 500n, ['done']);
    await writeRefund(log, termsOf('other').chargeId, 500n, ['done']);
    const disputeId = await writeDispute(log, paid);
    await writeDispute(log, termsOf('other').chargeId);
    await project();
    const filters = [{ paymentIntent: intent.id }, { charge: paid }];
    for (const filter of filters) {
      const refunds = dataOf(await listRefunds(database, { ...ask, ...filter }));
      expect(refunds).toMatchObject([{ refundId, charge: { terms: { chargeId: paid } } }]);
      const disputes = dataOf(await listDisputes(database, { ...ask, ...filter }));
      expect(disputes).toMatchObject([{ disputeId, charge: { disputes: [{ disputeId }] } }]);
    }
    expect(dataOf(await listDisputes(database, ask))).toHaveLength(2);
    expect(dataOf(await listDisputes(database, { ...ask, ...stranger }))).toEqual([]);
  });
});

describe('customers', () => {
  const [first, second, third] = ['a', 'b', 'c'].map((name, index) =>
    customerOf(name, { createdAt: startMs + index }, `${name}@example.com`),
  );
  const create = (made: typeof first, source = false) =>
    log.run(made!.id, {
      type: 'CreateCustomer',
      customer: made!,
      source: source ? sourceOf(made!, 1, startMs) : null,
      at: made!.createdAt,
    });
  const idsOf = async (filter: object = {}) =>
    dataOf(await listCustomers(database, { ...ask, ...filter })).map(
      ({ customer }) => customer!['id'],
    );

  it('are listed with their sources, and found by their address', async () => {
    await create(first, true);
    await create(second);
    await project();
    expect(dataOf(await listCustomers(database, { ...ask, email: 'a@example.com' }))).toMatchObject(
      [{ customer: { id: first!.id }, paymentMethods: [{ customer: first!.id }] }],
    );
    expect(await idsOf()).toEqual([second!.id, first!.id]);
    expect(await idsOf({ email: 'nobody@example.com' })).toEqual([]);
    expect(await idsOf(stranger)).toEqual([]);
  });

  it('leave the list when they are deleted, and stay a place in it', async () => {
    for (const made of [first, second, third]) await create(made);
    await log.run(second!.id, { type: 'DeleteCustomer', caller, at: startMs + 9 });
    await project();
    expect(await idsOf()).toEqual([third!.id, first!.id]);
    const beside = second!.id;
    expect(await idsOf({ page: { limit: 10, startingAfter: beside } })).toEqual([first!.id]);
    expect(await idsOf({ page: { limit: 10, endingBefore: beside } })).toEqual([third!.id]);
    const foreign = { ...ask, ...stranger, page: { limit: 10, startingAfter: beside } };
    expect(await listCustomers(database, foreign)).toEqual({ unknownCursor: true });
  });
});

describe('payment methods', () => {
  const customer = customerOf('a');
  const [old, newer] = ['old', 'newer'].map((name, index) =>
    keptMethod({ id: methodIdOf(name), createdAt: startMs + 10 + index }),
  );
  const source = sourceOf(customer, 1, startMs + 5);
  const attach = async (method: typeof old) => {
    const { id: methodId } = method!;
    await log.run(methodId, { type: 'CreatePaymentMethod', method: method!, at: startMs });
    const asked = { caller, methodId, customer: customer.id, setUp: false, at: startMs + 50 };
    await log.run(methodId, { type: 'AttachPaymentMethod', ...asked });
  };
  const idsOf = async (filter: object = {}) => {
    const listed = await listPaymentMethods(database, { ...ask, customer: customer.id, ...filter });
    return dataOf(listed).map(({ id }) => id);
  };
  beforeEach(async () => {
    await log.run(customer.id, { type: 'CreateCustomer', customer, source, at: startMs });
    await attach(old);
    await attach(newer);
  });

  it('are those attached to the customer and its cards, newest first', async () => {
    const unattached = keptMethod({ id: methodIdOf('unattached') });
    await log.run(unattached.id, { type: 'CreatePaymentMethod', method: unattached, at: startMs });
    await project();
    expect(await idsOf()).toEqual([newer!.id, old!.id, source.id]);
    expect(await idsOf({ type: 'card' })).toHaveLength(3);
    for (const filter of [{ type: 'fps' }, { customer: customerIdOf('b') }, stranger])
      expect(await idsOf(filter)).toEqual([]);
  });

  it('leave the list when they are taken away, and stay a place in it', async () => {
    await log.run(old!.id, {
      type: 'DetachPaymentMethod',
      caller,
      methodId: old!.id,
      at: startMs + 60,
    });
    await project();
    expect(await idsOf()).toEqual([newer!.id, source.id]);
    expect(await idsOf({ page: { limit: 1, startingAfter: old!.id } })).toEqual([source.id]);
    await log.run(customer.id, {
      type: 'RemoveSource',
      caller,
      sourceId: source.id,
      at: startMs + 70,
    });
    await project();
    expect(await idsOf()).toEqual([newer!.id]);
    expect(await idsOf({ page: { limit: 1, endingBefore: source.id } })).toEqual([newer!.id]);
  });

  it('are not those of a customer that was deleted', async () => {
    await log.run(customer.id, { type: 'DeleteCustomer', caller, at: startMs + 60 });
    await project();
    expect(await idsOf()).toEqual([]);
  });
});

it('setup intents are found by customer and by method', async () => {
  const made = setupIntentOf('a', { method: methodOf('card') }, { customer: 'cus_1' });
  await log.run(made.id, { type: 'CreateSetupIntent', setupIntent: made, at: startMs });
  await project();
  const find = async (filter: object) =>
    dataOf(await listSetupIntents(database, { ...ask, ...filter })).map(({ id }) => id);
  for (const filter of [{}, { customer: 'cus_1' }, { paymentMethod: 'pm_card' }])
    expect(await find(filter)).toEqual([made.id]);
  for (const filter of [{ customer: 'cus_2' }, { paymentMethod: 'pm_fps' }, stranger])
    expect(await find(filter)).toEqual([]);
});

describe('every list, while new ones are made', () => {
  type Lister = (page: Page) => Promise<Listed<unknown>>;
  type Write = (name: number, at: number) => Promise<unknown>;
  const lists: [string, Write, Lister, (row: never) => string][] = [
    [
      'payment intents',
      (name, at) => writeIntent(log, intentOf(name, { createdAt: at })),
      (asked) => listPaymentIntents(database, { ...tenant, page: asked }),
      (row: { intent: { id: string } }) => row.intent.id,
    ],
    [
      'customers',
      (name, at) => {
        const customer = customerOf(name, { createdAt: at });
        return log.run(customer.id, { type: 'CreateCustomer', customer, source: null, at });
      },
      (asked) => listCustomers(database, { ...tenant, page: asked }),
      (row: { customer: { id: string } }) => row.customer.id,
    ],
    [
      'setup intents',
      (name, at) => {
        const setupIntent = setupIntentOf(name, { createdAt: at });
        return log.run(setupIntent.id, { type: 'CreateSetupIntent', setupIntent, at });
      },
      (asked) => listSetupIntents(database, { ...tenant, page: asked }),
      (row: { id: string }) => row.id,
    ],
    [
      'disputes',
      async (name, at) => {
        await writeCharge(log, termsOf(name), at);
        await writeDispute(log, termsOf(name).chargeId, { at });
      },
      (asked) => listDisputes(database, { ...tenant, page: asked }),
      (row: { disputeId: string }) => row.disputeId,
    ],
  ];

  it.each(lists)('%s are read once each, in both directions', async (_, write, list, idOf) => {
    // The middle three are of the same millisecond.
    for (const [name, ms] of [0, 1, 2, 2, 2, 5, 6].entries()) await write(name, startMs + ms);
    await project();
    const ids = async (asked: Page) => dataOf(await list(asked)).map((row) => idOf(row as never));
    const all = await ids({ limit: 100 });
    expect(new Set(all).size).toBe(7);
    const forwards: string[] = [];
    for (let name = 100; forwards.length < 7; name++) {
      const startingAfter = forwards.at(-1);
      forwards.push(...(await ids({ limit: 2, ...(startingAfter && { startingAfter }) })));
      await write(name, startMs + name);
      await project();
    }
    expect(forwards).toEqual(all);
    const backwards = [all[6]!];
    while (backwards.length < 7)
      backwards.unshift(...(await ids({ limit: 2, endingBefore: backwards[0]! })));
    expect(backwards).toEqual(all);
  });
});
