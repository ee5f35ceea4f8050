import { judge, type Evidence } from './judge.js';
import { fact } from './facts.js';
import type { Entry, Operation } from '../client/request-journal.js';

const entry = (key: string, operation: Operation, status: number, json: unknown): Entry => ({
  request: { key, operation, path: '/v1/…', body: '' },
  attempts: 1,
  passing: [],
  answer: { status, text: JSON.stringify(json) },
});

const sale = entry('k1', { kind: 'sale', amount: 1000 }, 200, {
  id: 'ch_1',
  amount: 1000,
  amount_captured: 1000,
  status: 'succeeded',
});
const refund = (key: string, id: string) =>
  entry(key, { kind: 'refund', charge: 'ch_1', amount: 600 }, 200, {
    id,
    charge: 'ch_1',
    amount: 600,
    status: 'succeeded',
  });
const refused = entry('k3', { kind: 'refund', charge: 'ch_1', amount: 600 }, 400, { error: {} });

const money = [
  fact.authorized('ch_1', 1000n),
  fact.captured('ch_1', 1000n),
  fact.refunded('re_1', 'ch_1', 600n),
];
const told = (type: string, objectId: string) => ({
  id: `evt_${type}`,
  type,
  objectId,
  accepted: 1,
});

/** A sale and a refund that every witness tells alike; a rival refund was refused. */
const honest: Evidence = {
  entries: [sale, refund('k2', 're_1'), refused],
  log: { orders: [fact.ordered('k1', 'ch_1')], money, differences: [] },
  book: money,
  ledger: { owed: [fact.owed(1000), fact.owed(-600)], balance: 400, differences: [] },
  webhooks: [
    told('charge.succeeded', 'ch_1'),
    told('refund.created', 're_1'),
    told('charge.refunded', 'ch_1'),
  ],
  complaints: [],
};

const found = (evidence: Partial<Evidence>) =>
  judge({ ...honest, ...evidence }).map(({ witness, kind }) => `${witness}: ${kind}`);

describe('the oracle', () => {
  it('finds nothing where all witnesses agree', () => expect(judge(honest)).toEqual([]));

  it('finds an acknowledged refund that the log lost', () =>
    expect(found({ log: { ...honest.log, money: money.slice(0, 2) } })).toEqual([
      'event log: lost',
    ]));

  it('finds a charge that the acquirer made twice', () =>
    expect(found({ book: [...money, fact.captured('ch_1', 1000n)] })).toEqual([
      'acquirer: doubled',
    ]));

  it('finds money that nobody asked for', () =>
    expect(found({ book: [...money, fact.captured('ch_2', 5n)] })).toEqual(['acquirer: phantom']));

  it('finds two charges behind one request', () => {
    const orders = [...honest.log.orders, fact.ordered('k1', 'ch_2')];
    expect(found({ log: { ...honest.log, orders } })).toEqual(['event log: phantom']);
  });

  it('finds an amount that the ledger has wrong', () => {
    const ledger = { ...honest.ledger, owed: [fact.owed(1000), fact.owed(-601)], balance: 399 };
    expect(found({ ledger })).toEqual([
      'ledger: lost',
      'ledger: phantom',
      'balance: lost',
      'balance: phantom',
    ]);
  });

  it('finds an event that was never delivered, and one that was made twice', () => {
    expect(found({ webhooks: honest.webhooks.slice(1) })).toEqual(['webhooks: lost']);
    const again = { ...told('refund.created', 're_1'), id: 'evt_again' };
    expect(found({ webhooks: [...honest.webhooks, again] })).toEqual(['webhooks: doubled']);
  });

  it('accepts one event that was delivered twice', () => {
    const [first, ...others] = honest.webhooks;
    expect(judge({ ...honest, webhooks: [{ ...first!, accepted: 2 }, ...others] })).toEqual([]);
  });

  it('finds a request that never got its answer', () => {
    const pending = { ...refused, answer: undefined };
    expect(found({ entries: [...honest.entries, pending] })).toEqual(['answers: wrong']);
  });

  it('finds a failure that was not announced as a passing one', () => {
    const [first, ...others] = honest.entries;
    expect(found({ entries: [{ ...first!, passing: [409, 503] }, ...others] })).toEqual([]);
    const failed = { ...first!, passing: [500] };
    expect(found({ entries: [failed, ...others] })).toEqual(['answers: wrong']);
  });

  it('finds a refund that was refused although enough was left', () => {
    const small: Operation = { kind: 'refund', charge: 'ch_1', amount: 100 };
    const unfair = entry('k4', small, 400, { error: {} });
    expect(found({ entries: [...honest.entries, unfair] })).toEqual(['answers: wrong']);
  });
});
