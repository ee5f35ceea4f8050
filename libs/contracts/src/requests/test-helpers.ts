// What tests may do in test mode: play the payer and the banks, and move the time on.
import { acquirerFaults, type AcquirerFault } from '../queries/payments.js';
import { ExpandParams } from './lists.js';
import { Amount, Currency, Integer, OneOf, Text } from './parameters.js';

/** Ends a 3-D Secure challenge. */
export class AuthenticateParams extends ExpandParams {
  @OneOf(['succeeded', 'failed'], { required: true }) outcome!: 'succeeded' | 'failed';
}

/** Ends the payer's part in a wallet; `processing` holds it there until it is asked again. */
export class CompleteRedirectParams extends ExpandParams {
  @OneOf(['succeeded', 'failed', 'processing'], { required: true })
  outcome!: 'succeeded' | 'failed' | 'processing';
}

const maxReferenceLength = 35;

/** A bank transfer that comes in by FPS. */
export class FpsCreditParams extends ExpandParams {
  @Text({ required: true, max: maxReferenceLength }) reference!: string;
  @Amount({ required: true }) amount!: bigint;
  @Currency({ required: true }) currency!: string;
}

const tenYears = 10 * 366 * 86_400;

export class AdvanceClockParams extends ExpandParams {
  @Integer({ required: true, min: 1, max: tenYears }) seconds!: number;
}

export class CreateTestClockParams extends ExpandParams {
  /** Unix seconds. */
  @Integer({ required: true, min: 0 }) frozen_time!: number;
  @Text({ max: 300 }) name?: string;
}

export class AdvanceTestClockParams extends ExpandParams {
  @Integer({ required: true, min: 0 }) frozen_time!: number;
}

const maxLatencyMs = 60_000;
const maxCalls = 10_000;

/** For the next `count` calls of the account. */
export class AcquirerFaultParams extends ExpandParams {
  @OneOf(acquirerFaults) fail?: AcquirerFault;
  @Integer({ min: 0, max: maxLatencyMs }) latency_ms?: number;
  @Integer({ min: 1, max: maxCalls }) count?: number;
}
