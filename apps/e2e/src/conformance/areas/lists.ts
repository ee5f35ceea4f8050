import { onTheWire, viaSdk, type Area, type Case } from '../case.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal, expectRefused } from '../refusals.js';
import { charge, chargeIds, customer } from '../resources.js';

const idsOf = ({ data }: { data: readonly { id: string }[] }) => data.map(({ id }) => id);

const pages: Case[] = [
  viaSdk('newest first, ten by default, with the url that pages', async (merchant) => {
    const made = await chargeIds(merchant, 12);
    const page = await merchant.stripe.charges.list();
    expect(page).toMatchObject({ object: 'list', url: '/v1/charges', has_more: true });
    expect(idsOf(page)).toEqual(made.slice(0, 10));
  }),
  viaSdk('cursors exclude what they name, both ways newest first', async (merchant) => {
    const made = await chargeIds(merchant, 6);
    const { charges } = merchant.stripe;
    const after = await charges.list({ limit: 2, starting_after: made[1] as string });
    expect(idsOf(after)).toEqual(made.slice(2, 4));
    const before = await charges.list({ limit: 2, ending_before: made[4] as string });
    expect(idsOf(before)).toEqual(made.slice(2, 4));
    expect(before.has_more).toBe(true);
    const newest = await charges.list({ limit: 2, ending_before: made[2] as string });
    expect(newest).toMatchObject({ has_more: false });
    expect(idsOf(newest)).toEqual(made.slice(0, 2));
  }),
  viaSdk('automatic paging gives everything once', async (merchant) => {
    const own = { transfer_group: 'paged' };
    const made = await chargeIds(merchant, 7, own);
    const seen: string[] = [];
    for await (const { id } of merchant.stripe.charges.list({ limit: 3, ...own })) seen.push(id);
    expect(seen).toEqual(made);
  }),
  viaSdk('automatic paging backwards gives everything once, oldest first', async (merchant) => {
    const made = await chargeIds(merchant, 5);
    const oldest = made.at(-1) as string;
    const seen: string[] = [];
    for await (const { id } of merchant.stripe.charges.list({ limit: 2, ending_before: oldest }))
      seen.push(id);
    expect(seen).toEqual(made.slice(0, -1).reverse());
  }),
  viaSdk(
    'rows of one second are neither lost nor repeated while others arrive',
    async (merchant) => {
      const own = { transfer_group: 'burst' };
      const burst = Array.from({ length: 30 }, () => charge(merchant, own));
      const made = new Set((await Promise.all(burst)).map(({ id }) => id));
      const others = Array.from({ length: 10 }, () => charge(merchant));
      const seen: string[] = [];
      for await (const { id } of merchant.stripe.charges.list({ limit: 4, ...own })) seen.push(id);
      await Promise.all(others);
      expect(seen.length).toBe(made.size);
      expect(new Set(seen)).toEqual(made);
    },
  ),
  onTheWire('a page of the last rows says that there are no more', async (merchant) => {
    const other = await merchant.another();
    await chargeIds(other, 2);
    const { json } = await other.get('/v1/charges?limit=2');
    expect(json.has_more).toBe(false);
    const { json: none } = await other.get(`/v1/charges?starting_after=${json.data[1].id}`);
    expect(none).toMatchObject({ object: 'list', data: [], has_more: false });
  }),
  onTheWire(
    'a cursor to a row that the filter leaves out still has its place',
    async (merchant) => {
      const own = { transfer_group: 'filtered' };
      const [newer] = await chargeIds(merchant, 1, own);
      const outside = await charge(merchant);
      const page = await merchant.get(
        `/v1/charges?transfer_group=filtered&starting_after=${outside.id}`,
      );
      expect(page).toMatchObject({ status: 200 });
      expect(idsOf(page.json)).toEqual([newer]);
    },
  ),
  viaSdk('a cursor to a deleted row still has its place', async (merchant) => {
    const [first, second] = [await customer(merchant), await customer(merchant)];
    await merchant.stripe.customers.del(second.id);
    const page = await merchant.stripe.customers.list({ starting_after: second.id, limit: 1 });
    expect(idsOf(page)).toEqual([first.id]);
  }),
];

const filters: Case[] = [
  ...(['gt', 'gte', 'lt', 'lte'] as const).map((bound) =>
    viaSdk(`created[${bound}]`, async (merchant) => {
      const { id, created } = await charge(merchant);
      const within = bound === 'gte' || bound === 'lte';
      const page = await merchant.stripe.charges.list({
        created: { [bound]: created },
        limit: 100,
      });
      expect(idsOf(page).includes(id)).toBe(within);
    }),
  ),
  viaSdk('created as a number', async (merchant) => {
    const { id, created } = await charge(merchant);
    const page = await merchant.stripe.charges.list({ created, limit: 100 });
    expect(idsOf(page)).toContain(id);
    expect(new Set(page.data.map((one) => one.created))).toEqual(new Set([created]));
  }),
  viaSdk('charges by transfer_group', async (merchant) => {
    const { id } = await charge(merchant, { transfer_group: 'only' });
    const page = await merchant.stripe.charges.list({ transfer_group: 'only' });
    expect(idsOf(page)).toEqual([id]);
  }),
  viaSdk('charges by customer', async (merchant) => {
    const payer = await customer(merchant, { source: 'tok_visa' });
    const { id } = await charge(merchant, { source: undefined, customer: payer.id });
    expect(idsOf(await merchant.stripe.charges.list({ customer: payer.id }))).toEqual([id]);
  }),
];

const badInteger = { status: 400, code: 'parameter_invalid_integer', param: 'limit' };
const refused: Case[] = [
  viaSdk('both cursors', ({ stripe }) =>
    expectRefusal(stripe.charges.list({ starting_after: 'ch_a', ending_before: 'ch_b' }), {
      status: 400,
      code: 'parameters_exclusive',
    }),
  ),
  ...['starting_after', 'ending_before'].map((cursor) =>
    viaSdk(`${cursor} of an unknown id`, ({ stripe }) =>
      expectRefusal(stripe.charges.list({ [cursor]: 'ch_nothing' }), {
        status: 400,
        code: 'resource_missing',
        param: cursor,
        message: "No such charge: 'ch_nothing'",
      }),
    ),
  ),
  ...[0, 101, -1].map((limit) =>
    viaSdk(`a limit of ${limit}`, ({ stripe }) =>
      expectRefusal(stripe.charges.list({ limit }), { status: 400, param: 'limit' }),
    ),
  ),
  viaSdk('a limit that is no number', ({ stripe }) =>
    expectRefusal(stripe.charges.list({ limit: 'ten' as unknown as number }), badInteger),
  ),
  viaSdk('an unknown filter', ({ stripe }) =>
    expectRefusal(stripe.charges.list({ bogus: 1 } as object), {
      status: 400,
      code: 'parameter_unknown',
      param: 'bogus',
    }),
  ),
  onTheWire('a created range that is none', async (merchant) => {
    for (const query of ['created[gte]=soon', 'created[since]=1', 'created=soon'])
      expectRefused(await merchant.get(`/v1/charges?${query}`), { status: 400 });
  }),
];

const listed: readonly (readonly [
  path: string,
  (merchant: Merchant) => Promise<{ id: string }>,
])[] = [
  ['refunds', async (m) => m.stripe.refunds.create({ charge: (await charge(m)).id })],
  ['customers', (m) => customer(m)],
  ['payment_intents', (m) => m.stripe.paymentIntents.create({ amount: 2000, currency: 'hkd' })],
  [
    'setup_intents',
    (m) => m.stripe.setupIntents.create({ payment_method_types: ['card'] } as object),
  ],
  [
    'webhook_endpoints',
    (m) =>
      m.stripe.webhookEndpoints.create({
        url: 'http://127.0.0.1:9999/',
        enabled_events: ['charge.failed'],
      }),
  ],
];
const everyList: Case[] = listed.map(([path, make]) =>
  onTheWire(`/v1/${path} pages like every list`, async (merchant) => {
    const other = await merchant.another();
    const made: string[] = [];
    while (made.length < 4) made.unshift((await make(other)).id);
    const first = await other.get(`/v1/${path}?limit=2`);
    expect(first.json).toMatchObject({ object: 'list', url: `/v1/${path}`, has_more: true });
    const rest = await other.get(`/v1/${path}?limit=2&starting_after=${made[1]}`);
    expect(rest.json.has_more).toBe(false);
    expect([...idsOf(first.json), ...idsOf(rest.json)]).toEqual(made);
    const back = await other.get(`/v1/${path}?limit=2&ending_before=${made[3]}`);
    expect(idsOf(back.json)).toEqual(made.slice(1, 3));
  }),
);

export const lists: Area = {
  name: 'lists',
  cases: [...pages, ...filters, ...refused, ...everyList],
};
