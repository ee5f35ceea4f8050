import { ManualClock, testDatabase, type TestDatabase } from '@ledgerway/testing';
import type { AuthorizationCall, StepCall } from '../book.js';
import { installTestBook } from '../install-test-book.js';
import { openSandbox, type Sandbox } from '../open-sandbox.js';
import type { SettlementFault } from './misbehaviour.js';

let database: TestDatabase;
let sandbox: Sandbox;
let merchants = 0;
const clock = new ManualClock(Date.parse('2026-01-05T10:00:00Z'));
const minuteMs = 60_000;

beforeAll(async () => {
  database = await testDatabase('sandbox settlements');
  await installTestBook(database.url);
  sandbox = openSandbox({ databaseUrl: database.url, clock });
});
afterAll(async () => {
  await sandbox?.close();
  await database?.drop();
});

type Sale = Partial<AuthorizationCall> & { readonly currency: string };

async function sell(intentId: string, changes: Sale): Promise<void> {
  clock.advance(minuteMs);
  const payer = { presence: { authenticated: false, offSession: false }, instrument: 'tok_visa' };
  const owner = { merchantId: 'acct_1', livemode: false, amount: 10_000n };
  const call = { kind: 'sale', intentId, ...owner, ...payer, ...changes } as const;
  await sandbox.book.record(call, clock.now());
}

const step = (kind: StepCall['kind'], on: string, intentId: string, currency: string) => {
  clock.advance(minuteMs);
  const about = { kind, intentId, authorizationIntentId: on, merchantId: 'acct_1' };
  const call = { ...about, livemode: false, amount: 1_000n, currency, final: false, note: null };
  return sandbox.book.record(call as StepCall, clock.now());
};

const settle = (currency: string, fault: SettlementFault = 'none', livemode = false) =>
  sandbox.settlements.settle({ livemode, currency, fault });

/** Type, reference and gross of each line of the file. */
const linesOf = (file: string | undefined) =>
  (file ?? '')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .map((fields) => `${fields[6]} ${fields[7]} ${fields[10] || `-${fields[9]}`}`);

/** Each spec has a currency, and so a book, of its own. */
const currencies = ['eur', 'gbp', 'sgd', 'usd', 'cny', 'chf', 'nok', 'sek', 'dkk', 'aud', 'nzd'];
const ownCurrency = () => currencies[merchants++]!;

describe('what the sandbox settles', () => {
  it('is every sale, capture, refund and dispute, once', async () => {
    const currency = ownCurrency();
    await sell('s1', { currency });
    await sell('s2', { currency, kind: 'authorization' });
    await step('capture', 's2', 'c2', currency);
    await step('refund', 's1', 'r1', currency);
    await sell('s3', { currency, instrument: 'tok_createDispute' });
    await sell('s4', { currency, instrument: 'tok_chargeDeclined' });
    await sandbox.connector.notices(100);
    const first = await settle(currency);
    expect(linesOf(first?.file).sort()).toEqual([
      'Chargeback s3 -100.00',
      'ChargebackFee s3 -15.00',
      'MerchantPayout  -',
      'Refunded r1 -10.00',
      'Settled c2 10.00',
      'Settled s1 100.00',
      'Settled s3 100.00',
    ]);
    expect(await settle(currency)).toBeUndefined();
    await sandbox.connector.failRefund('r1');
    const second = await settle(currency);
    expect(linesOf(second?.file)[0]).toBe('RefundedReversed r1 10.00');
    expect(second?.batch).not.toBe(first?.batch);
  });

  it('keeps its costs, and the bank gets the rest', async () => {
    const currency = ownCurrency();
    await sell('k1', { currency });
    await sell('k2', { currency, instrument: 'alipay' });
    const { file, statement, batch } = (await settle(currency))!;
    const [card, wallet, payout] = file.split('\n').slice(1);
    // Net, commission, markup, scheme fees, interchange.
    expect(card).toContain(',98.90,0.00,0.10,0.20,0.80,');
    expect(wallet).toContain(',99.40,0.60,0.00,0.00,0.00,');
    expect(payout).toContain(',198.30,');
    expect(statement).toContain('>198.30</Amt><CdtDbtInd>CRDT<');
    expect(statement).toContain(`Settlement batch ${batch}`);
  });

  it('is kept apart by mode and currency', async () => {
    const [one, other] = [ownCurrency(), ownCurrency()];
    await sell('m1', { currency: one });
    expect(await settle(other)).toBeUndefined();
    expect(await settle(one, 'none', true)).toBeUndefined();
    expect(linesOf((await settle(one))?.file)[0]).toBe('Settled m1 100.00');
  });

  it.each([
    ['missing_line', (lines: string[]) => expect(lines[0]).toMatch(/^Settled .*-2 100\.00$/)],
    ['duplicate_line', (lines: string[]) => expect(lines[0]).toBe(lines[1])],
    ['wrong_amount', (lines: string[]) => expect(lines[0]).toMatch(/ 99\.99$/)],
    ['unknown_line', (lines: string[]) => expect(lines[2]).toMatch(/^Settled unknown-/)],
  ] as const)('can be wrong: %s', async (fault, expected) => {
    const currency = ownCurrency();
    await sell(`${fault}-1`, { currency });
    await sell(`${fault}-2`, { currency });
    expected(linesOf((await settle(currency, fault))?.file));
    expect(await settle(currency)).toBeUndefined();
  });

  it.each([
    ['short_payment', />98\.89<\/Amt>/],
    ['paid_twice', /pay-NZD-\d+<.*pay-NZD-\d+-2</s],
    ['unknown_credit', />Transfer</],
  ] as const)('can be paid wrongly: %s', async (fault, expected) => {
    await sell(`${fault}-1`, { currency: 'nzd' });
    expect((await settle('nzd', fault))?.statement).toMatch(expected);
  });
});
