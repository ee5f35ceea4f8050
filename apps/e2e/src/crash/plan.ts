// Which faults happen in a round, and when. A plan follows from the seed alone.
import type { Kind } from '../deployment/deployment.js';
import { distributedFaults } from './faults/distributed-faults.js';
import { embeddedFaults } from './faults/embedded-faults.js';
import type { Fault, Faults } from './faults/fault.js';
import type { Random } from './random.js';

export type Step = {
  /** Milliseconds after the step before it was done, or after the start of the load. */
  readonly afterMs: number;
  readonly name: string;
  readonly fault: Fault;
};

const faultsOf: Readonly<Record<Kind, Faults>> = {
  embedded: embeddedFaults,
  distributed: distributedFaults,
};

export const faultNames = (kind: Kind): string[] => Object.keys(faultsOf[kind]);

/** @throws for a name that is no fault of this deployment */
export function planOf(kind: Kind, names: readonly string[], random: Random): Step[] {
  return names.map((name) => {
    const fault = faultsOf[kind][name];
    if (fault === undefined)
      throw new Error(`No fault of the ${kind} deployment is named "${name}"`);
    return { afterMs: random.between(200, 2_500), name, fault };
  });
}

export function randomPlan(kind: Kind, random: Random): Step[] {
  const names = faultNames(kind);
  const count = random.between(1, 4);
  return planOf(
    kind,
    Array.from({ length: count }, () => random.pick(names)),
    random,
  );
}
