// Every kind of stream has its public events, and each is its owner's alone.
import { Installation, tenant, type Process } from '../../test/installation.js';
import { creditOf, customer, intent, method, setupIntent, source } from '../../test/resources.js';
import { at, merchantId, WrittenLog, type Happening } from '../../test/written-log.js';

let installation: Installation;
let process: Process;
let log: WrittenLog;
beforeAll(async () => {
  installation = await Installation.create('told-events');
});
beforeEach(async () => {
  await installation.rows('truncate endpoint, event, payload, delivery, ingest_progress cascade');
  process = await installation.process();
  log = new WrittenLog();
});
afterAll(() => installation.drop());

type Body = { type: string; data: { object: Record<string, unknown> } };
const listed = async (of: object = {}) => {
  const page = { limit: 100 };
  const found = await process.events.page({ ...tenant, page, after: [], ...of });
  if (!('data' in found)) throw new Error('unknown cursor');
  return found.data.map(({ body }) => JSON.parse(body) as Body).reverse();
};
const typesOf = async (of?: object) => (await listed(of)).map(({ type }) => type);

const renamed = { ...customer, details: { ...customer.details, name: 'Ann' } };
const details = renamed.details;
const attached = { ...method, customer: customer.id };
const toCustomer = { methodId: method.id, customer: customer.id, setUp: false };
const canceled = { ...intent, status: 'canceled', canceledAt: at } as const;
const credit = creditOf(merchantId);

const created: Happening = { event: { type: 'CustomerCreated', customer, at }, customer };
const updated: Happening = {
  event: {
    type: 'CustomerUpdated',
    details,
    defaultSource: null,
    previous: { name: 'Jo' },
    at,
  },
  customer: renamed,
};
const asked: Happening = { event: { type: 'PaymentIntentCreated', intent, at }, intent };

const streams: [string, Happening[], string[]][] = [
  ['customer', [created, updated], ['customer.created', 'customer.updated']],
  [
    'customer with a card',
    [
      created,
      {
        event: { type: 'SourceAdded', source, isDefault: true, at },
        customer: { ...customer, defaultSource: source.id },
        paymentMethods: [source],
      },
    ],
    ['customer.created', 'customer.source.created'],
  ],
  [
    'payment method',
    [
      { event: { type: 'PaymentMethodCreated', method, at }, paymentMethods: [method] },
      {
        event: { type: 'PaymentMethodAttached', ...toCustomer, at },
        paymentMethods: [attached],
      },
    ],
    ['payment_method.attached'],
  ],
  [
    'payment intent',
    [asked, { event: { type: 'PaymentIntentCanceled', reason: null, at }, intent: canceled }],
    ['payment_intent.created', 'payment_intent.canceled'],
  ],
  [
    'setup intent',
    [{ event: { type: 'SetupIntentCreated', setupIntent, at }, setupIntent }],
    ['setup_intent.created'],
  ],
  [
    'credit',
    [{ event: { type: 'CreditUnmatched', credit, at }, credits: [credit] }],
    ['fps.credit.unmatched'],
  ],
];

describe('what happens in the stream of a', () => {
  it.each(streams)('%s is told its owner, and is delivered', async (name, events, types) => {
    await process.endpoint('http://127.0.0.1:9999/hook');
    await process.endpoint('http://127.0.0.1:9999/hook', { merchantId: 'acct_other' });
    log.tell(name, ...events);
    await process.ingest.handle(log.batch());
    expect(await typesOf()).toEqual(types);
    expect(await typesOf({ types: [types.at(-1)!] })).toEqual([types.at(-1)]);
    expect(await typesOf({ merchantId: 'acct_other' })).toEqual([]);
    const secrets = (await listed()).filter(
      ({ data }) => (data.object['client_secret'] ?? null) !== null,
    );
    expect(secrets).toEqual([]);
    expect(await installation.count('delivery')).toBe(types.length);
  });

  it('customer shows what it was at the time, though it changed since', async () => {
    log.tell('customer', created, updated);
    await process.ingest.handle(log.batch(1, 1));
    const [before] = await listed();
    await process.ingest.handle(log.batch(2, 2));
    const [first, second] = await listed();
    expect(first).toEqual(before);
    expect([first, second].map((body) => body!.data.object['name'])).toEqual(['Jo', 'Ann']);
  });
});

it('a credit that names a stranger’s payment is told to whoever received it', async () => {
  const theirs = creditOf('acct_other');
  const event = { type: 'CreditUnmatched', credit: theirs, at } as const;
  log.tell('theirs', asked, { event, intent, credits: [theirs] });
  await process.ingest.handle(log.batch());
  expect(await typesOf()).toEqual(['payment_intent.created']);
  expect(await typesOf({ merchantId: 'acct_other' })).toEqual(['fps.credit.unmatched']);
});
