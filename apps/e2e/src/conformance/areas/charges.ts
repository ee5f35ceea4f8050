import { onTheWire, viaSdk, type Area, type Case } from '../case.js';
import { expectEvents } from '../events.js';
import { expectRefusal, expectRefused, type Refusal } from '../refusals.js';
import { authorization, charge, sale } from '../resources.js';

const refusedToCreate = (name: string, params: object, refusal: Refusal): Case =>
  viaSdk(`create: ${name}`, (merchant) => expectRefusal(charge(merchant, params), refusal));

const created: Case[] = [
  viaSdk('create, approved: succeeded, captured and paid', async (merchant) => {
    const made = await charge(merchant, { description: 'tea', metadata: { order: '7' } });
    expect(made).toMatchObject({
      object: 'charge',
      id: expect.stringMatching(/^ch_/),
      amount: 2000,
      amount_captured: 2000,
      amount_refunded: 0,
      balance_transaction: expect.stringMatching(/^txn_/),
      captured: true,
      currency: 'hkd',
      customer: null,
      description: 'tea',
      disputed: false,
      failure_code: null,
      failure_message: null,
      livemode: false,
      metadata: { order: '7' },
      outcome: {
        network_status: 'approved_by_network',
        reason: null,
        seller_message: 'Payment complete.',
        type: 'authorized',
      },
      paid: true,
      payment_intent: null,
      payment_method_details: {
        type: 'card',
        card: {
          amount_authorized: 2000,
          brand: 'visa',
          country: 'US',
          funding: 'credit',
          last4: '4242',
        },
      },
      refunded: false,
      status: 'succeeded',
    });
    expect(made.payment_method_details?.card).not.toHaveProperty('capture_before');
    expect(made).not.toHaveProperty('refunds');
    await expectEvents(merchant, made.id, ['charge.succeeded']);
  }),
  viaSdk('create with capture=false: reserved for seven days', async (merchant) => {
    const made = await authorization(merchant);
    expect(made).toMatchObject({
      status: 'succeeded',
      paid: true,
      captured: false,
      amount_captured: 0,
      amount_refunded: 0,
      balance_transaction: null,
      payment_method_details: { card: { capture_before: made.created + 604_800 } },
    });
    await expectEvents(merchant, made.id, ['charge.succeeded']);
  }),
  viaSdk('retrieve gives what create gave', async (merchant) => {
    const { lastResponse: _made, ...made } = await charge(merchant);
    const { lastResponse: _read, ...read } = await merchant.stripe.charges.retrieve(made.id);
    expect(read).toEqual(made);
  }),
  viaSdk('create: every documented parameter is accepted', async (merchant) => {
    const shipping = {
      address: { line1: '1 Queen’s Road', city: 'Hong Kong', country: 'HK' },
      name: '陳大文',
      phone: '+852 5555 5555',
      carrier: 'SF Express',
      tracking_number: 'SF1',
    };
    const made = await charge(merchant, {
      description: 'd',
      metadata: { a: 'b' },
      receipt_email: 'ada@example.com',
      statement_descriptor: 'LEDGERWAY TEA SHOP',
      statement_descriptor_suffix: 'TEA',
      shipping,
      transfer_group: 'group_1',
      application_fee_amount: 10,
      radar_options: { session: 'rse_1' },
      expand: ['balance_transaction'],
    });
    expect(made).toMatchObject({
      receipt_email: 'ada@example.com',
      statement_descriptor: 'LEDGERWAY TEA SHOP',
      statement_descriptor_suffix: 'TEA',
      transfer_group: 'group_1',
      shipping: { ...shipping, address: { ...shipping.address, line2: null, postal_code: null } },
      balance_transaction: { object: 'balance_transaction' },
    });
  }),
];

const refused: Case[] = [
  refusedToCreate(
    'neither source nor customer',
    { source: undefined },
    {
      status: 400,
      code: 'parameter_missing',
      message: 'Must provide source or customer.',
    },
  ),
  refusedToCreate(
    'a statement descriptor of 23 characters',
    { statement_descriptor: 'x'.repeat(23) },
    {
      status: 400,
      param: 'statement_descriptor',
    },
  ),
  refusedToCreate(
    'shipping without a name',
    { shipping: { address: { line1: 'x' } } },
    {
      status: 400,
      code: 'parameter_missing',
      param: 'shipping[name]',
    },
  ),
  refusedToCreate(
    'shipping without an address',
    { shipping: { name: 'x' } },
    {
      status: 400,
      code: 'parameter_missing',
      param: 'shipping[address]',
    },
  ),
  refusedToCreate(
    'an unknown parameter',
    { bogus: 1 },
    {
      status: 400,
      code: 'parameter_unknown',
      param: 'bogus',
      message: 'Received unknown parameter: bogus',
    },
  ),
  refusedToCreate(
    'an unknown token',
    { source: 'tok_nothing' },
    {
      status: 400,
      code: 'resource_missing',
      param: 'source',
      message: "No such token: 'tok_nothing'",
    },
  ),
  refusedToCreate(
    'an unknown customer',
    { source: undefined, customer: 'cus_nothing' },
    {
      status: 400,
      code: 'resource_missing',
      param: 'customer',
      message: "No such customer: 'cus_nothing'",
    },
  ),
  refusedToCreate('51 metadata keys', { metadata: metadataOf(51) }, { status: 400 }),
  refusedToCreate(
    'a metadata key of 41 characters',
    { metadata: { ['k'.repeat(41)]: 'v' } },
    { status: 400 },
  ),
  refusedToCreate(
    'a metadata value of 501 characters',
    { metadata: { k: 'v'.repeat(501) } },
    { status: 400 },
  ),
  viaSdk(
    'create: 50 keys of 40 characters and values of 500 are within limits',
    async (merchant) => {
      const metadata = { ...metadataOf(49), ['k'.repeat(40)]: 'v'.repeat(500) };
      expect((await charge(merchant, { metadata })).metadata).toEqual(metadata);
    },
  ),
];

function metadataOf(keys: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: keys }, (_, index) => [`key${index}`, `${index}`]),
  );
}

const limits: Case[] = [
  onTheWire('create: the same scalar twice is refused, not merged', async (merchant) => {
    const body = 'amount=2000&amount=2100&currency=hkd&source=tok_visa';
    expectRefused(await merchant.send('POST', '/v1/charges', body), { status: 400 });
  }),
  viaSdk('retrieve: an unknown id', async ({ stripe }) => {
    await expectRefusal(stripe.charges.retrieve('ch_nothing'), {
      status: 404,
      code: 'resource_missing',
      param: 'id',
      message: "No such charge: 'ch_nothing'",
    });
  }),
  onTheWire('create: JSON is accepted as well', async (merchant) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await merchant.send('POST', '/v1/charges', JSON.stringify(sale), { headers });
    expect(answer).toMatchObject({ status: 200, json: { object: 'charge', amount: 2000 } });
  }),
];

export const charges: Area = {
  name: 'charges',
  cases: [...created, ...refused, ...limits],
};
