import { ExpandParams } from './lists.js';
import { Integer, Nested } from './parameters.js';

const range = { min: 1, max: 1_000_000, clearable: true } as const;

/** Empty: what the installation gives to everyone. */
export class RateLimitParams {
  @Integer(range) reads?: number | null;
  @Integer(range) writes?: number | null;
  @Integer(range) concurrency?: number | null;
}

/** What the operator may change of an account. */
export class UpdateAccountParams extends ExpandParams {
  @Nested(RateLimitParams) rate_limit?: RateLimitParams;
}
