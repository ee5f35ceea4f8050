import type { Deployment } from '../../deployment/deployment.js';
import type { Random } from '../random.js';

/** Where faults are injected. */
export type Site = {
  readonly deployment: Deployment;
  /** What the server's processes are told at their next start. */
  readonly environment: Record<string, string>;
  readonly random: Random;
  /** One line of the report: what was done, and what came of it. */
  readonly note: (line: string) => void;
};

/** Does its damage and returns; what must be restarted from outside is running again by then. */
export type Fault = (site: Site) => Promise<void>;

export type Faults = Readonly<Record<string, Fault>>;

/** Places where a process can be made to die at a moment that no signal from outside would hit. */
export const paymentsFailpoints = [
  'payments.committed',
  'payments.replying',
  'payments.acquirer-answered',
] as const;

/** Between the steps of one request: what the first left behind, its repetition has to find. */
export const gatewayFailpoints = [
  'gateway.idempotency.claimed',
  'gateway.idempotency.answered',
  'gateway.attempt.claimed',
  'gateway.attempt.answered',
] as const;
