// The language that all witnesses share: one line of text for each thing that happened to money.
// Two witnesses agree when they tell the same facts, each exactly as often.
import { parseId } from '@ledgerway/contracts';

export type Fact = string;

export const fact = {
  /** The request of this key made this charge. */
  ordered: (key: string, charge: string): Fact => `order ${key} is ${charge}`,
  authorized: (charge: string, amount: bigint | number): Fact =>
    `authorized ${amount} on ${charge}`,
  declined: (charge: string): Fact => `declined ${charge}`,
  captured: (charge: string, amount: bigint | number): Fact => `captured ${amount} of ${charge}`,
  voided: (charge: string): Fact => `voided ${charge}`,
  /** Reserved, and not taken. */
  released: (charge: string, amount: bigint | number): Fact => `gave back ${amount} of ${charge}`,
  refunded: (refund: string, charge: string, amount: bigint | number): Fact =>
    `refunded ${amount} of ${charge} as ${refund}`,
  /** A refund that was taken back before the money had left. */
  unrefunded: (refund: string): Fact => `took back ${refund}`,
  intent: (id: string, status: string): Fact => `${id} is ${status}`,
  /** Money that came in: the intent that it paid, or why it was kept. */
  credited: (bankReference: string, amount: bigint | number, fate: string): Fact =>
    `credit ${bankReference} of ${amount}: ${fate}`,
  /** The merchant is owed so much more, or less; minor units, posted. */
  owed: (amount: bigint | number): Fact => `merchant ${amount}`,
  /** So much came in that is nobody's yet; minor units, posted. */
  suspended: (amount: bigint | number): Fact => `suspense ${amount}`,
  told: (eventType: string, objectId: string): Fact => `${eventType} of ${objectId}`,
};

/** `lost`: asked for and not there. `doubled`: there more often. `phantom`: nobody asked for it. */
export type Difference = {
  readonly witness: string;
  readonly kind: 'lost' | 'doubled' | 'phantom' | 'wrong';
  readonly what: string;
};

/** How a witness differs from what must be. */
export function compareFacts(
  witness: string,
  expected: readonly Fact[],
  found: readonly Fact[],
): Difference[] {
  const [due, there] = [counted(expected), counted(found)];
  const differences: Difference[] = [];
  for (const what of new Set([...due.keys(), ...there.keys()])) {
    const [wanted, seen] = [due.get(what) ?? 0, there.get(what) ?? 0];
    if (seen < wanted) differences.push({ witness, kind: 'lost', what });
    if (seen > wanted)
      differences.push({ witness, kind: wanted === 0 ? 'phantom' : 'doubled', what });
  }
  return differences;
}

/**
 * However often an intent was tried, its money is taken once (invariant I12): all of its charges
 * have its own core in their ids, and so has a charge that never had an intent.
 */
export function paidTwice(witness: string, money: readonly Fact[]): Difference[] {
  const charges = money.flatMap((one) => /^authorized \d+ on (\S+)$/.exec(one)?.[1] ?? []);
  return [...counted(charges.map((charge) => parseId(charge)?.core ?? charge))]
    .filter(([, times]) => times > 1)
    .map(([core, times]) => ({
      witness,
      kind: 'doubled',
      what: `${times} payments of pi_${core}`,
    }));
}

function counted(facts: readonly Fact[]): Map<Fact, number> {
  const counts = new Map<Fact, number>();
  for (const one of facts) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}
