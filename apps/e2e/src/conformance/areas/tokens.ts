import { onTheWire, viaSdk, type Area, type Case } from '../case.js';
import type { Merchant } from '../merchant.js';
import { expectRefusal, expectRefused } from '../refusals.js';
import { charge } from '../resources.js';

export const card = {
  number: '4242424242424242',
  exp_month: '12',
  exp_year: '2034',
  cvc: '314',
} as const;

const token = ({ stripe }: Merchant, changes: object = {}) =>
  stripe.tokens.create({ card: { ...card, ...changes } });

const made: Case[] = [
  viaSdk('create and retrieve', async (merchant) => {
    const created = await token(merchant, { name: 'Ada', address_zip: '999077' });
    expect(created).toMatchObject({
      object: 'token',
      id: expect.stringMatching(/^tok_/),
      card: {
        object: 'card',
        brand: 'Visa',
        exp_month: 12,
        exp_year: 2034,
        last4: '4242',
        name: 'Ada',
      },
      livemode: false,
      type: 'card',
      used: false,
    });
    expect(JSON.stringify(created)).not.toContain(card.number);
    expect(await merchant.stripe.tokens.retrieve(created.id)).toMatchObject({ id: created.id });
  }),
  viaSdk('a token is charged once', async (merchant) => {
    const { id } = await token(merchant);
    expect(await charge(merchant, { source: id })).toMatchObject({ status: 'succeeded' });
    expect(await merchant.stripe.tokens.retrieve(id)).toMatchObject({ used: true });
    await expectRefusal(charge(merchant, { source: id }), {
      status: 400,
      code: 'token_already_used',
      param: 'source',
    });
  }),
  viaSdk('the same number has the same fingerprint, another has another', async (merchant) => {
    const [first, again, other] = [
      await token(merchant),
      await token(merchant),
      await token(merchant, { number: '5555555555554444' }),
    ];
    expect(again.card?.fingerprint).toBe(first.card?.fingerprint);
    expect(other.card?.fingerprint).not.toBe(first.card?.fingerprint);
  }),
  viaSdk('a publishable key may create one', async (merchant) => {
    const browser = merchant.sdk(merchant.keys.publishable);
    expect(await browser.tokens.create({ card })).toMatchObject({ object: 'token' });
  }),
  onTheWire('a publishable key may also come as a form field', async ({ deployment, keys }) => {
    const body = `key=${keys.publishable}&card[number]=${card.number}&card[exp_month]=12&card[exp_year]=34`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(`${deployment.base}/v1/tokens`, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
  }),
];

const refused = (name: string, changes: object, code: RegExp, param: string): Case =>
  viaSdk(`create: ${name}`, async (merchant) => {
    const error = await expectRefusal(token(merchant, changes), { status: 402, param });
    expect(error.code).toMatch(code);
  });

const refusals: Case[] = [
  refused('a wrong check digit', { number: '4242424242424241' }, /^incorrect_number$/, 'number'),
  refused('a number that is none', { number: 'four' }, /^(incorrect|invalid)_number$/, 'number'),
  refused('month 13', { exp_month: '13' }, /^invalid_expiry_month$/, 'exp_month'),
  refused('month 0', { exp_month: '0' }, /^invalid_expiry_month$/, 'exp_month'),
  refused('a year that is over', { exp_year: '2019' }, /^invalid_expiry_year$/, 'exp_year'),
  refused('a year far away', { exp_year: '2099' }, /^invalid_expiry_year$/, 'exp_year'),
  refused('a security code of two digits', { cvc: '12' }, /^invalid_cvc$/, 'cvc'),
  viaSdk(
    'a number that is no test card is declined, at the latest when it is charged',
    (merchant) => {
      const sale = async () => {
        const { id } = await token(merchant, { number: '4111111111111111' });
        return charge(merchant, { source: id });
      };
      const refusal = { status: 402, code: 'card_declined', declineCode: 'test_mode_live_card' };
      return expectRefusal(sale(), refusal);
    },
  ),
  viaSdk('retrieve: an unknown id', ({ stripe }) =>
    expectRefusal(stripe.tokens.retrieve('tok_nothing'), {
      status: 404,
      code: 'resource_missing',
      message: "No such token: 'tok_nothing'",
    }),
  ),
  onTheWire('no message repeats the number', async (merchant) => {
    const answer = await merchant.post('/v1/tokens', {
      card: { ...card, number: '4242424242424241' },
    });
    expectRefused(answer, { status: 402, code: 'incorrect_number' });
    expect(answer.text).not.toContain('4242424242424241');
  }),
];

const numbers: readonly (readonly [number: string, brand: string, funding: string])[] = [
  ['4242424242424242', 'Visa', 'credit'],
  ['4000056655665556', 'Visa', 'debit'],
  ['5555555555554444', 'MasterCard', 'credit'],
  ['2223003122003222', 'MasterCard', 'credit'],
  ['5200828282828210', 'MasterCard', 'debit'],
  ['5105105105105100', 'MasterCard', 'prepaid'],
  ['378282246310005', 'American Express', 'credit'],
  ['6011111111111117', 'Discover', 'credit'],
  ['3056930009020004', 'Diners Club', 'credit'],
  ['3566002020360505', 'JCB', 'credit'],
  ['6200000000000005', 'UnionPay', 'credit'],
];

const brands: Case[] = numbers.map(([number, brand, funding]) =>
  viaSdk(`${number} is a ${funding} card of ${brand}`, async (merchant) => {
    const created = await token(merchant, {
      number,
      cvc: brand === 'American Express' ? '1234' : '123',
    });
    expect(created.card).toMatchObject({ brand, funding, last4: number.slice(-4) });
    expect(await charge(merchant, { source: created.id })).toMatchObject({ status: 'succeeded' });
  }),
);

const names = (
  'visa visa_debit mastercard mastercard_debit mastercard_prepaid amex discover diners jcb unionpay ' +
  'hk cn sg jp gb us'
).split(' ');
const named: Case[] = names.flatMap((name) =>
  [`tok_${name}`, `pm_card_${name}`].map((source) =>
    viaSdk(`${source} is charged`, async (merchant) => {
      const made = await charge(merchant, { source });
      expect(made.status).toBe('succeeded');
      if (name.length === 2)
        expect(made.payment_method_details?.card?.country).toBe(name.toUpperCase());
    }),
  ),
);

const checks: Case[] = [
  ['4000000000000101', 'tok_cvcCheckFail', { cvc_check: 'fail' }] as const,
  ['4000000000000036', 'tok_avsZipFail', { address_postal_code_check: 'fail' }] as const,
].flatMap(([number, name, check]) => [
  viaSdk(`${number}: approved, although a check failed`, async (merchant) => {
    const { id } = await token(merchant, { number, address_zip: '12345' });
    const made = await charge(merchant, { source: id });
    expect(made).toMatchObject({ paid: true, payment_method_details: { card: { checks: check } } });
  }),
  viaSdk(`${name}: approved, although a check failed`, async (merchant) => {
    const made = await charge(merchant, { source: name });
    expect(made).toMatchObject({ paid: true, payment_method_details: { card: { checks: check } } });
  }),
]);

export const tokens: Area = {
  name: 'tokens',
  cases: [...made, ...refusals, ...brands, ...named, ...checks],
};
