// The language that all witnesses share: one line of text for each thing that happened to money.
// Two witnesses agree when they tell the same facts, each exactly as often.

export type Fact = string;

export const fact = {
  /** The request of this key made this charge. */
  ordered: (key: string, charge: string): Fact => `order ${key} is ${charge}`,
  authorized: (charge: string, amount: bigint | number): Fact =>
    `authorized ${amount} on ${charge}`,
  declined: (charge: string): Fact => `declined ${charge}`,
  captured: (charge: string, amount: bigint | number): Fact => `captured ${amount} of ${charge}`,
  voided: (charge: string): Fact => `voided ${charge}`,
  refunded: (refund: string, charge: string, amount: bigint | number): Fact =>
    `refunded ${amount} of ${charge} as ${refund}`,
  /** The merchant is owed so much more, or less; minor units, posted. */
  owed: (amount: bigint | number): Fact => `merchant ${amount}`,
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

function counted(facts: readonly Fact[]): Map<Fact, number> {
  const counts = new Map<Fact, number>();
  for (const one of facts) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}
