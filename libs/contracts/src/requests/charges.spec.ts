import fc from 'fast-check';
import { refusalOf, valueOf } from '../testing/parsing.js';
import { CreateChargeParams } from './charges.js';
import { parseParams, type RawParams } from './parse-params.js';

const charge = { amount: '2000', currency: 'hkd', source: 'tok_visa' };
const create = (changes: RawParams) => refusalOf(CreateChargeParams, { ...charge, ...changes });

describe('the parameters of a new charge', () => {
  it('are read from their texts', () =>
    expect(
      valueOf(CreateChargeParams, {
        ...charge,
        currency: 'HKD',
        capture: 'false',
        description: 'A book',
        metadata: { order_id: '6735', empty: '' },
        shipping: { name: 'Jo', address: { line1: '1 Road' } },
        expand: ['balance_transaction'],
      }),
    ).toEqual({
      amount: 2000n,
      currency: 'hkd',
      source: 'tok_visa',
      capture: false,
      description: 'A book',
      metadata: { order_id: '6735' },
      shipping: { name: 'Jo', address: { line1: '1 Road' } },
      expand: ['balance_transaction'],
    }));
  it('are read from JSON values just so', () =>
    expect(
      valueOf(CreateChargeParams, { ...charge, amount: 2000, capture: true, description: null }),
    ).toEqual({ ...charge, amount: 2000n, capture: true, expand: [] }));
  it.each(['false', 'False'])('take the flag %s, as old SDKs for Python write it', (capture) =>
    expect(valueOf(CreateChargeParams, { ...charge, capture })).toMatchObject({ capture: false }),
  );
  it('are unset by an empty text', () =>
    expect(valueOf(CreateChargeParams, { ...charge, description: '', metadata: '' })).toEqual({
      ...charge,
      amount: 2000n,
      metadata: {},
      expand: [],
    }));
  it('may be documented ones that nothing here depends on', () =>
    expect(
      create({ on_behalf_of: 'acct_1', transfer_data: { destination: 'x' }, radar_options: '' }),
    ).toBe('accepted'));

  it.each([
    ['amount', { amount: '' }, 'parameter_invalid_empty amount'],
    ['amount', { amount: '20.00' }, 'parameter_invalid_integer amount'],
    ['amount', { amount: '1e3' }, 'parameter_invalid_integer amount'],
    ['amount', { amount: ' 1' }, 'parameter_invalid_integer amount'],
    ['amount', { amount: '0x10' }, 'parameter_invalid_integer amount'],
    ['amount', { amount: 20.5 }, 'parameter_invalid_integer amount'],
    ['amount', { amount: ['1', '2'] }, 'parameter_invalid_integer amount'],
    ['amount', { amount: '0' }, 'parameter_invalid_integer amount'],
    ['amount', { amount: '-5' }, 'parameter_invalid_integer amount'],
    ['amount', { amount: '9'.repeat(40) }, 'amount_too_large amount'],
    ['currency', { currency: 'xxx' }, '400 currency'],
    ['currency', { currency: '' }, 'parameter_invalid_empty currency'],
    ['currency', { currency: {} }, '400 currency'],
    ['capture', { capture: 'yes' }, '400 capture'],
    ['capture', { capture: 'TRUE' }, '400 capture'],
    ['capture', { capture: '1' }, '400 capture'],
    ['receipt_email', { receipt_email: 'nobody' }, 'email_invalid receipt_email'],
    ['statement_descriptor', { statement_descriptor: 'x'.repeat(23) }, '400 statement_descriptor'],
    ['shipping', { shipping: 'x' }, '400 shipping'],
    ['shipping[name]', { shipping: { address: {} } }, 'parameter_missing shipping[name]'],
    [
      'shipping[address][planet]',
      { shipping: { name: 'Jo', address: { planet: 'x' } } },
      'parameter_unknown shipping[address][planet]',
    ],
    ['an unknown one', { colour: 'red' }, 'parameter_unknown colour'],
    ['one of JavaScript', { constructor: 'x' }, 'parameter_unknown constructor'],
    ['expand', { expand: 'customer' }, '400 expand'],
    ['source', { source: '' }, 'parameter_missing'],
  ])('are refused for their %s: %j', (_, changes, refusal) =>
    expect(create(changes)).toBe(refusal),
  );
  it.each(['amount', 'currency'])('cannot be without %s', (name) => {
    const { [name as 'amount']: _left, ...rest } = charge;
    expect(refusalOf(CreateChargeParams, rest)).toBe(`parameter_missing ${name}`);
  });
  it('are refused in the order they were given', () =>
    expect(create({ colour: 'red', capture: 'maybe' })).toBe('parameter_unknown colour'));
  it('never show what could be a card number', () => {
    const parsed = parseParams(CreateChargeParams, { ...charge, capture: '4242 4242 4242 4242' });
    expect(JSON.stringify(parsed)).not.toContain('4242');
  });
});

describe('the amount of a new charge', () => {
  it.each([
    ['400', 'hkd', 'accepted'],
    ['399', 'hkd', 'amount_too_small amount'],
    ['50', 'usd', 'accepted'],
    ['49', 'usd', 'amount_too_small amount'],
    ['50', 'jpy', 'accepted'],
    ['49', 'jpy', 'amount_too_small amount'],
    ['99999999', 'usd', 'accepted'],
    ['100000000', 'usd', 'amount_too_large amount'],
    ['1230', 'kwd', 'accepted'],
    ['1234', 'kwd', 'parameter_invalid_integer amount'],
    ['500', 'isk', 'accepted'],
    ['550', 'isk', 'parameter_invalid_integer amount'],
    ['1', 'krw', 'accepted'],
  ])('of %s %s is %s', (amount, currency, refusal) =>
    expect(create({ amount, currency })).toBe(refusal),
  );
  it('is told in major units', () => {
    const message = (amount: string, currency: string) => {
      const parsed = parseParams(CreateChargeParams, { ...charge, amount, currency });
      return parsed.ok ? '' : parsed.error.message;
    };
    expect(message('100000000', 'usd')).toBe('Amount must be no more than $999,999.99');
    expect(message('1', 'hkd')).toBe('Amount must be at least HK$4.00');
  });
});

describe('metadata', () => {
  const metadata = (value: unknown) => create({ metadata: value });
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));

  it.each([
    ['fifty keys', many(50), 'accepted'],
    ['more', many(51), '400 metadata'],
    ['a key of 40 characters', { ['k'.repeat(40)]: 'v' }, 'accepted'],
    ['a longer one', { ['k'.repeat(41)]: 'v' }, '400 metadata'],
    ['a value of 500 characters', { k: 'v'.repeat(500) }, 'accepted'],
    ['a longer one', { k: 'v'.repeat(501) }, '400 metadata[k]'],
    ['a bracket in a key', { 'a[b': 'v' }, '400 metadata'],
    ['an object in it', { a: { b: 'c' } }, '400 metadata[a]'],
    ['a text instead', 'x', '400 metadata'],
  ])('with %s', (_, value, refusal) => expect(metadata(value)).toBe(refusal));
  it('keeps any key', () =>
    fc.assert(
      fc.property(fc.constantFrom('__proto__', 'constructor', 'amount', 'toString'), (key) => {
        const raw = JSON.parse(`{"${key}":"1"}`) as RawParams;
        const { metadata: read } = valueOf(CreateChargeParams, { ...charge, metadata: raw });
        expect(JSON.stringify(read)).toBe(`{"${key}":"1"}`);
      }),
    ));
});
