import { invalidRequest, type ApiError } from '../errors.js';
import { balanceTimes, type BalanceTime } from '../queries/past-balance.js';
import { ExpandParams } from './lists.js';
import { Currency, Flag, OneOf, Text } from './parameters.js';

export class LedgerBalancesParams extends ExpandParams {
  @Text({ required: true, max: 255 }) account!: string;
  /** Unix seconds, or ISO 8601 with a zone. */
  @Text({ max: 40 }) as_of?: string;
  @OneOf(balanceTimes) by?: BalanceTime;
  @Currency() currency?: string;
  /** For the operator; a merchant's key knows its mode. */
  @Flag() livemode?: boolean;

  static refuse({ as_of }: LedgerBalancesParams): ApiError | undefined {
    if (as_of === undefined || readMoment(as_of) !== undefined) return undefined;
    return invalidRequest('Invalid time: expected unix seconds, or such as 2026-08-01T00:00:00Z.', {
      param: 'as_of',
    });
  }
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since the epoch; none if the text is neither unix seconds nor ISO 8601 with a zone. */
export function readMoment(text: string): number | undefined {
  if (/^\d{1,11}$/.test(text)) return Number(text) * 1000;
  const ms = isoTime.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
