import { deriveCore, idOf } from '@ledgerway/contracts';
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
  merchantId: 'acct_1',
  entries: [sale, refund('k2', 're_1'), refused],
  log: {
    orders: [fact.ordered('k1', 'ch_1')],
    money,
    intents: [],
    credits: [],
    released: [],
    slowRefunds: new Set(),
    owed: new Map([['acct_1', 400n]]),
    differences: [],
  },
  book: money,
  ledger: {
    owed: [fact.owed(1000), fact.owed(-600)],
    suspended: [],
    balance: 400,
    differences: [],
  },
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

  it('finds money that a merchant’s stream was told twice, or of another merchant', () => {
    const owed = (amount: bigint) => ({ ...honest.log, owed: new Map([['acct_1', amount]]) });
    expect(found({ log: owed(1400n) })).toEqual(['merchant: lost', 'merchant: phantom']);
    expect(found({ merchantId: 'acct_2' })).toEqual(['merchant: lost', 'merchant: phantom']);
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

/** Ids that have a core, as those of one intent and its charges have. */
const core = deriveCore(0, 'intent');
const [intent, declined, paid] = [
  idOf('pi', core),
  idOf('ch', core, 'aaa'),
  idOf('ch', core, 'bbb'),
];
const attempt = { kind: 'payment', order: 'k1', amount: 1000, hold: false } as const;
const succeeded = { id: intent, status: 'succeeded', latest_charge: paid };

/** An intent that was declined, and paid at the second attempt. */
const retried: Evidence = {
  merchantId: 'acct_1',
  entries: [
    entry('k1', { ...attempt, intent: null }, 402, {
      error: {
        charge: declined,
        payment_intent: { id: intent, status: 'requires_payment_method' },
      },
    }),
    entry('k2', { ...attempt, intent }, 200, succeeded),
  ],
  log: {
    ...honest.log,
    orders: [fact.ordered('k1', declined), fact.ordered('k1', paid)],
    money: [fact.declined(declined), fact.authorized(paid, 1000), fact.captured(paid, 1000)],
    intents: [fact.intent(intent, 'succeeded')],
    owed: new Map([['acct_1', 1000n]]),
  },
  book: [fact.declined(declined), fact.authorized(paid, 1000), fact.captured(paid, 1000)],
  ledger: { owed: [fact.owed(1000)], suspended: [], balance: 1000, differences: [] },
  webhooks: [
    told('payment_intent.created', intent),
    told('charge.failed', declined),
    told('payment_intent.payment_failed', intent),
    told('charge.succeeded', paid),
    told('payment_intent.succeeded', intent),
  ],
  complaints: [],
};

const foundOf = (evidence: Evidence) =>
  judge(evidence).map(({ witness, kind }) => `${witness}: ${kind}`);

describe('the oracle, of a payment intent', () => {
  it('finds nothing where all witnesses agree', () => expect(judge(retried)).toEqual([]));

  it('finds an intent that was paid twice, also if every witness says so', () => {
    const again = [fact.authorized(declined, 1000), fact.captured(declined, 1000)];
    const book = [...retried.book.slice(1), ...again];
    expect(foundOf({ ...retried, book })).toEqual([
      'acquirer: lost',
      'acquirer: phantom',
      'acquirer: phantom',
      'acquirer: doubled',
    ]);
  });

  it('finds a status that was acknowledged and is not in the log', () => {
    const log = { ...retried.log, intents: [fact.intent(intent, 'processing')] };
    expect(foundOf({ ...retried, log })).toEqual(['event log: lost', 'event log: phantom']);
  });

  it('takes a refused attempt for fair if another one has paid, and only then', () => {
    const refusedAttempt = entry('k3', { ...attempt, intent }, 400, { error: {} });
    const [first, second] = retried.entries;
    expect(foundOf({ ...retried, entries: [first!, second!, refusedAttempt] })).toEqual([]);
    expect(foundOf({ ...retried, entries: [first!, refusedAttempt] })).toContain('answers: wrong');
  });
});

describe('the oracle, of money that came in', () => {
  const answer = { bank_reference: 'FPS1', matched: false, cause: 'short', payment_intent: null };
  const kept: Evidence = {
    ...retried,
    entries: [...retried.entries, entry('k4', { kind: 'credit', amount: 999 }, 200, answer)],
    log: { ...retried.log, credits: [fact.credited('FPS1', 999, 'short')] },
    ledger: { ...retried.ledger, suspended: [fact.suspended(999)] },
    webhooks: [...retried.webhooks, told('fps.credit.unmatched', 'FPS1')],
  };

  it('finds nothing where it is kept, booked and told of', () => expect(judge(kept)).toEqual([]));

  it('finds where it was lost', () => {
    expect(foundOf({ ...kept, log: retried.log })).toEqual(['event log: lost']);
    expect(foundOf({ ...kept, ledger: retried.ledger })).toEqual(['ledger: lost']);
    expect(foundOf({ ...kept, webhooks: retried.webhooks })).toEqual(['webhooks: lost']);
  });
});

describe('the oracle, of a refund that takes its time', () => {
  const slow = entry('k5', { kind: 'slow refund', charge: 'ch_1', amount: 600 }, 200, {
    id: 're_1',
    amount: 600,
    status: 'pending',
  });
  const ledOn: Evidence = {
    ...honest,
    entries: [sale, slow],
    log: { ...honest.log, slowRefunds: new Set(['re_1']) },
    webhooks: [
      ...honest.webhooks,
      told('refund.updated', 're_1'),
      told('charge.refund.updated', 're_1'),
    ],
  };
  const canceled = entry('k6', { kind: 'refund cancel', refund: 're_1' }, 200, {
    id: 're_1',
    status: 'canceled',
  });

  it('holds it for paid unless it was taken back', () => {
    expect(judge(ledOn)).toEqual([]);
    expect(foundOf({ ...ledOn, entries: [sale, slow, canceled] })).toContain('acquirer: phantom');
  });

  it('wants it taken back everywhere once that was acknowledged', () => {
    const unrefunded = [...money.slice(0, 2), fact.unrefunded('re_1')];
    const taken: Evidence = {
      ...ledOn,
      entries: [sale, slow, canceled],
      log: { ...ledOn.log, money: unrefunded, owed: new Map([['acct_1', 1000n]]) },
      book: unrefunded,
      ledger: { ...honest.ledger, owed: [1000, -600, 600].map(fact.owed), balance: 1000 },
      webhooks: ledOn.webhooks.filter(({ type }) => type !== 'charge.refunded'),
    };
    expect(judge(taken)).toEqual([]);
  });
});
