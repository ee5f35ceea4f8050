// Parameter values, right and wrong, as they stand in a form: already encoded, or badly so.
import type { Random } from '../../crash/random.js';

const text = encodeURIComponent;

/** What a caller who means well would send. */
const sensible: Readonly<Record<string, readonly string[]>> = {
  amount: ['2000', '400', '5000'],
  amount_to_capture: ['2000', '1000'],
  currency: ['hkd', 'usd', 'jpy'],
  source: ['tok_visa', 'tok_chargeDeclined'],
  payment_method: ['pm_card_visa', 'pm_card_chargeDeclined', 'pm_card_authenticationRequired'],
  limit: ['1', '10', '100'],
  capture: ['true', 'false'],
  confirm: ['true', 'false'],
  off_session: ['true', 'false'],
  type: ['card', 'charge.succeeded', 'restricted'],
  reason: ['duplicate', 'fraudulent'],
  'card[number]': ['4242424242424242', '4000000000000002', '5555555555554444'],
  'card[exp_month]': ['12'],
  'card[exp_year]': ['2034'],
  'card[cvc]': ['123'],
  'card[token]': ['tok_visa'],
  url: ['http%3A%2F%2F127.0.0.1%3A9999%2F'],
  'enabled_events[]': ['charge.failed'],
  return_url: ['https%3A%2F%2Fshop.example%2Fback'],
  'payment_method_types[]': ['card', 'alipay', 'wechat_pay', 'fps'],
  'payment_method_data[type]': ['card', 'alipay', 'fps'],
  'expand[]': ['customer', 'data.customer'],
  email: ['ada%40example.com'],
  capture_method: ['manual', 'automatic'],
  reference: ['NOBODY0001'],
  seconds: ['60'],
  frozen_time: ['1800000000'],
  fail: ['none'],
  latency_ms: ['0', '5'],
  count: ['1'],
  outcome: ['succeeded', 'failed', 'processing'],
  'scopes[]': ['charge%3Awrite'],
  'permissions[charge]': ['read', 'write', 'none'],
  grant_type: ['client_credentials'],
  'evidence[uncategorized_text]': ['winning_evidence', 'losing_evidence'],
  'created[gte]': ['1700000000'],
  description: ['tea', '%E9%99%B3%E5%A4%A7%E6%96%87'],
  'metadata[a]': ['1', ''],
  name: ['Ada'],
};

const wrong: readonly string[] = [
  '',
  '0',
  '-1',
  '1.5',
  '1e3',
  '99999999999999999999999999',
  '9007199254740993',
  'NaN',
  'null',
  'undefined',
  'true',
  'tok_nothing',
  'constructor',
  '__proto__',
  text("'; DROP TABLE events; --"),
  text('<script>alert(1)</script>'),
  text('../../etc/passwd'),
  text('${jndi:ldap://127.0.0.1/a}'),
  text('陳大文 🍵 \u202e'),
  text('a\u0000b'),
  text('\r\nSet-Cookie: a=b'),
  '%ff%fe',
  '%zz',
  '%',
  '%ed%a0%80',
  'x'.repeat(501),
  'x'.repeat(6000),
  '[]',
  '%5B%5D',
];

/** What else may stand where a parameter's name belongs. */
const wrongNames: readonly string[] = [
  'bogus',
  '__proto__[admin]',
  'constructor[prototype][admin]',
  'metadata[__proto__]',
  'metadata[a][b]',
  'metadata[',
  'metadata]a[',
  'a[b][c][d][e][f][g][h][i][j]',
  'expand[0][1]',
  'amount[]',
  'amount[gte]',
  'created[since]',
  '%00',
  '',
  'x'.repeat(300),
];

/** A request that means well has only such values; others have any. */
export type Mood = 'tidy' | 'wild';

export const isTidy = (name: string): boolean => name in sensible;

export function valueFor(random: Random, mood: Mood, name: string, ids: readonly string[]): string {
  const chance = random.next();
  const good = sensible[name];
  if (good !== undefined && (mood === 'tidy' || chance < 0.6)) return random.pick(good);
  return chance < 0.75 ? random.pick(ids) : random.pick(wrong);
}

export const wrongName = (random: Random): string => random.pick(wrongNames);
export const wrongId = (random: Random): string => random.pick(wrong).slice(0, 600);
