// The contract's money rules (1.4), by charges.
import { viaSdk, type Area, type Case } from '../case.js';
import { expectRefusal, type Refusal } from '../refusals.js';
import { charge } from '../resources.js';

type Row = readonly [name: string, params: object, refusal: Partial<Refusal>];

const bad = { code: 'parameter_invalid_integer', param: 'amount' };
const invalid = { ...bad, message: /^Invalid integer: / };
const missing = (param: string) => ({ code: 'parameter_missing', param });

const refused: readonly Row[] = [
  ['no amount', { amount: undefined }, missing('amount')],
  ['no currency', { currency: undefined }, missing('currency')],
  ['a zero amount', { amount: 0 }, bad],
  ['a negative amount', { amount: -100 }, bad],
  ['an amount with decimals', { amount: 10.5 }, invalid],
  ['an amount in words', { amount: 'many' }, invalid],
  ['an amount with an exponent', { amount: '1e3' }, invalid],
  [
    '100000000 minor units',
    { amount: 100_000_000 },
    { code: 'amount_too_large', param: 'amount', message: /^Amount must be no more than / },
  ],
  [
    '100000000 US cents',
    { amount: 100_000_000, currency: 'usd' },
    { code: 'amount_too_large', message: 'Amount must be no more than $999,999.99' },
  ],
  [
    'a currency that is none',
    { currency: 'xxx' },
    { param: 'currency', message: /^Invalid currency: xxx/ },
  ],
  ['a third decimal that is not 0', { amount: 5001, currency: 'kwd' }, { param: 'amount' }],
  ['Icelandic decimals', { amount: 50_001, currency: 'isk' }, { param: 'amount' }],
];

/** The least amount of each currency, from the contract's list. */
const minimums: Readonly<Record<string, number>> = {
  usd: 50,
  eur: 50,
  gbp: 30,
  hkd: 400,
  jpy: 50,
  sgd: 50,
  aud: 50,
  cad: 50,
  chf: 50,
  myr: 200,
  thb: 1000,
  nzd: 50,
  dkk: 250,
  nok: 300,
  sek: 300,
  aed: 200,
};

const accepted = (amount: number, currency: string): Case =>
  viaSdk(`${amount} ${currency} is charged`, async (merchant) => {
    expect(await charge(merchant, { amount, currency })).toMatchObject({ amount, currency });
  });

const refusal = (name: string, params: object, expected: Partial<Refusal>): Case =>
  viaSdk(`${name}: refused`, (merchant) =>
    expectRefusal(charge(merchant, params), { status: 400, ...expected }),
  );

const tooSmall = { code: 'amount_too_small', param: 'amount' };

export const chargeAmounts: Area = {
  name: 'amounts',
  cases: [
    ...Object.entries(minimums).flatMap(([currency, least]) => [
      accepted(least, currency),
      refusal(`${least - 1} ${currency}`, { amount: least - 1, currency }, tooSmall),
    ]),
    accepted(99_999_999, 'hkd'),
    accepted(5000, 'kwd'),
    ...refused.map((row) => refusal(...row)),
    viaSdk('the currency is written in any case and read in lower case', async (merchant) => {
      expect((await charge(merchant, { currency: 'HkD' })).currency).toBe('hkd');
    }),
  ],
};
