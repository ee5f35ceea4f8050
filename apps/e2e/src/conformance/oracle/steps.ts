// Random steps through the life of charges, the same for both servers.
import type { Random } from '../../crash/random.js';
import type { FormValue } from '../form.js';

export type Creation = {
  readonly kind: 'create';
  readonly params: { readonly [name: string]: FormValue };
};
export type Step =
  | Creation
  /** The same request under the same idempotency key. */
  | { readonly kind: 'create again' }
  | { readonly kind: 'retrieve' | 'list refunds' }
  | { readonly kind: 'update'; readonly description: string }
  | { readonly kind: 'capture' | 'refund'; readonly amount: number | undefined };

const sources = [
  'tok_visa',
  'tok_visa',
  'tok_visa',
  'tok_mastercard',
  'tok_amex',
  'tok_chargeDeclinedFraudulent',
  'tok_chargeDeclined',
  'tok_chargeDeclinedInsufficientFunds',
  'tok_chargeDeclinedIncorrectCvc',
  'tok_chargeDeclinedExpiredCard',
  'tok_chargeDeclinedProcessingError',
];
const amounts = [2000, 2000, 2000, 5000, 99_999_999];
/** One thing that is wrong with a creation: of two, each server may name another. */
const faults: readonly Readonly<Record<string, string | number | undefined>>[] = [
  { amount: 0 },
  { amount: -1 },
  { amount: 1 },
  { amount: 49, currency: 'usd' },
  { amount: 100_000_000 },
  { currency: 'xxx' },
  { source: undefined },
];
const parts = [undefined, undefined, 500, 1000, 1500, 2000, 2001, 0, -5, 100_000_000];

export function randomStep(random: Random): Step {
  const chance = random.next();
  if (chance < 0.35) return creation(random);
  if (chance < 0.4) return { kind: 'create again' };
  if (chance < 0.5) return { kind: 'retrieve' };
  if (chance < 0.55) return { kind: 'list refunds' };
  if (chance < 0.6) return { kind: 'update', description: `changed ${random.between(1, 99)}` };
  return { kind: chance < 0.8 ? 'capture' : 'refund', amount: random.pick(parts) };
}

export function creation(random: Random): Creation {
  const params = {
    amount: random.pick(amounts),
    currency: random.pick(['usd', 'usd', 'HKD', 'eur', 'jpy']),
    capture: random.pick(['true', 'false', 'false']),
    description: `tea ${random.between(1, 99)}`,
    metadata: { order: random.between(1, 99) },
    source: random.pick(sources),
  };
  return { kind: 'create', params: { ...params, ...(random.next() < 0.2 && random.pick(faults)) } };
}
