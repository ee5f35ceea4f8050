// Needs a server whose rates are on: 100 reads and 100 writes a second, 100 in flight, per account.
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@ledgerway/testing';
import { onTheWire, viaSdk, type Area, type Case } from '../case.js';
import type { Answer, Merchant } from '../merchant.js';
import { expectRefused, thrownBy } from '../refusals.js';
import { charge, sale } from '../resources.js';

const tooMany = { status: 429, code: 'rate_limit' };
const reasonOf = ({ headers }: Answer) => headers.get('stripe-rate-limited-reason');
const ofStatus = (answers: readonly Answer[], status: number) =>
  answers.filter((answer) => answer.status === status);

/** One after the other on a few lanes: many in a second, few at once. */
async function flood(count: number, send: (number: number) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) answers.push(await send(next++));
  };
  await Promise.all(Array.from({ length: 10 }, lane));
  return answers;
}

/** Writes that are refused cheaply: they count like any other. */
const floodOfWrites = (merchant: Merchant) =>
  flood(300, () => merchant.post('/v1/charges', { ...sale, amount: 1 }));

const cases: Case[] = [
  onTheWire(
    'reads beyond the rate are refused, and told why and for how long',
    async (merchant) => {
      const answers = await flood(400, () => merchant.get('/v1/charges/ch_nothing'));
      const refused = ofStatus(answers, 429);
      expect(refused.length).toBeGreaterThan(0);
      expect(answers.length - refused.length).toBeGreaterThanOrEqual(100);
      for (const answer of refused) {
        expectRefused(answer, tooMany);
        expect(reasonOf(answer)).toBe('global-rate');
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      }
    },
  ),
  onTheWire('answers carry the RateLimit headers', async (merchant) => {
    const other = await merchant.another();
    const { headers } = await other.get('/v1/balance');
    expect(headers.get('ratelimit-policy') ?? headers.get('ratelimit-limit')).not.toBeNull();
    expect(headers.get('ratelimit') ?? headers.get('ratelimit-remaining')).not.toBeNull();
  }),
  viaSdk('the SDK throws a StripeRateLimitError, at once', async (merchant) => {
    const other = await merchant.another();
    await flood(300, () => other.get('/v1/charges/ch_nothing'));
    const calls = Array.from({ length: 40 }, () =>
      thrownBy(other.stripe.charges.retrieve('ch_no')),
    );
    const errors = await Promise.all(calls);
    const limited = errors.find(({ statusCode }) => statusCode === 429);
    expect(limited).toMatchObject({ type: 'StripeRateLimitError', code: 'rate_limit' });
  }),
  onTheWire('writes and reads have rates of their own', async (merchant) => {
    const other = await merchant.another();
    expect(ofStatus(await floodOfWrites(other), 429).length).toBeGreaterThan(0);
    expect(await other.get('/v1/balance')).toMatchObject({ status: 200 });
  }),
  onTheWire('one account’s burst never refuses another’s request', async (merchant) => {
    const [loud, quiet] = [await merchant.another(), await merchant.another()];
    const burst = flood(400, () => loud.get('/v1/charges/ch_nothing'));
    for (let number = 0; number < 10; number += 1)
      expect(await quiet.get('/v1/balance')).toMatchObject({ status: 200 });
    expect(ofStatus(await burst, 429).length).toBeGreaterThan(0);
  }),
  onTheWire('test and live mode have rates of their own', async (merchant) => {
    const other = await merchant.another();
    const burst = await flood(300, () => other.get('/v1/charges/ch_nothing'));
    expect(ofStatus(burst, 429).length).toBeGreaterThan(0);
    expect(await other.get('/v1/balance', { key: other.keys.live_secret })).toMatchObject({
      status: 200,
    });
  }),
  onTheWire('the rate comes back by itself', async (merchant) => {
    const other = await merchant.another();
    await flood(300, () => other.get('/v1/charges/ch_nothing'));
    await eventually(async () => {
      expect(await other.get('/v1/balance')).toMatchObject({ status: 200 });
    });
  }),
  onTheWire('replays are free', async (merchant) => {
    const other = await merchant.another();
    const headers = { 'idempotency-key': 'free' };
    const first = await other.post('/v1/charges', sale, { headers });
    expect(first.status).toBe(200);
    const again = await flood(300, () => other.post('/v1/charges', sale, { headers }));
    expect(new Set(again.map(({ text }) => text))).toEqual(new Set([first.text]));
  }),
  onTheWire('a refusal for the rate is not stored under its key', async (merchant) => {
    const other = await merchant.another();
    const create = (key: string) =>
      other.post('/v1/charges', sale, { headers: { 'idempotency-key': key } });
    const answers = await flood(300, (number) => create(`key-${number}`));
    const refused = answers.findLast(({ status }) => status === 429);
    const key = refused?.headers.get('idempotency-key') ?? 'key-299';
    await eventually(async () => expect(await create(key)).toMatchObject({ status: 200 }));
  }),
  onTheWire('too many in flight are refused for that reason', async (merchant) => {
    const other = await merchant.another();
    await other.post('/v1/test_helpers/acquirer', { latency_ms: 3000, count: 200 });
    const groups: Promise<Answer[]>[] = [];
    // Each group is within the rate; together they are more than may be in flight.
    for (let group = 0; group < 3; group += 1) {
      const sales = Array.from({ length: 60 }, () => other.post('/v1/charges', sale));
      groups.push(Promise.all(sales));
      await delay(700);
    }
    const refused = ofStatus((await Promise.all(groups)).flat(), 429);
    for (const answer of refused) expectRefused(answer, tooMany);
    expect(refused.map(reasonOf)).toContain('global-concurrency');
  }),
  onTheWire('the server is not worn out by any of this', async (merchant) => {
    await eventually(async () => {
      expect((await charge(await merchant.another())).status).toBe('succeeded');
    });
  }),
];

export const rateLimits: Area = { name: 'rate limits', cases };
