// What the operator sets of an account: limits, fees, and when it is paid.
import { Matches } from 'class-validator';
import { invalidRequest, type ApiError } from '../errors.js';
import { ExpandParams, ListParams } from './lists.js';
import { Amount, Currency, Flag, Ignored, Integer, Nested, OneOf, Text } from './parameters.js';

const range = { min: 1, max: 1_000_000, clearable: true } as const;

/** Empty: what the installation gives to everyone. */
export class RateLimitParams {
  @Integer(range) reads?: number | null;
  @Integer(range) writes?: number | null;
  @Integer(range) concurrency?: number | null;
}

/** Hundredths of a percent of the amount, and minor units of its currency once for a charge. */
export class FeeRateParams {
  @Integer({ min: 0, max: 10_000 }) percent_bps?: number;
  @Integer({ min: 0, max: 1_000_000 }) fixed?: number;
}

/** It replaces the one before; a method that is left out is free. */
export class FeeScheduleParams {
  @Nested(FeeRateParams) card?: FeeRateParams;
  @Nested(FeeRateParams) alipay?: FeeRateParams;
  @Nested(FeeRateParams) wechat_pay?: FeeRateParams;
  @Nested(FeeRateParams) fps?: FeeRateParams;
  @Integer({ min: 0, max: 10_000 }) tax_bps?: number;
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const schedule = 'settings[payouts][schedule]';

export class PayoutScheduleParams {
  @OneOf(['manual', 'daily', 'weekly', 'monthly'], { required: true })
  interval!: 'manual' | 'daily' | 'weekly' | 'monthly';
  @OneOf(weekdays) weekly_anchor?: string;
  @Integer({ min: 1, max: 31 }) monthly_anchor?: number;
  @Ignored() delay_days?: undefined;

  static refuse(params: PayoutScheduleParams): ApiError | undefined {
    const { interval, weekly_anchor: day, monthly_anchor: date } = params;
    if ((interval === 'weekly') !== (day !== undefined))
      return invalidRequest('A weekly schedule, and no other, takes a weekly_anchor.', {
        param: `${schedule}[weekly_anchor]`,
      });
    if ((interval === 'monthly') !== (date !== undefined))
      return invalidRequest('A monthly schedule, and no other, takes a monthly_anchor.', {
        param: `${schedule}[monthly_anchor]`,
      });
    return undefined;
  }
}

export class PayoutSettingsParams {
  @Nested(PayoutScheduleParams) schedule?: PayoutScheduleParams;
  @Ignored() debit_negative_balances?: undefined;
  @Ignored() statement_descriptor?: undefined;
}

export class AccountSettingsParams {
  @Nested(PayoutSettingsParams) payouts?: PayoutSettingsParams;
}

/** What the operator may change of an account. */
export class UpdateAccountParams extends ExpandParams {
  @Nested(RateLimitParams) rate_limit?: RateLimitParams;
  /** Empty: no fees. */
  @Nested(FeeScheduleParams, { clearable: true }) fee_schedule?: FeeScheduleParams | null;
  @Nested(AccountSettingsParams) settings?: AccountSettingsParams;
}

/** The day of a week as JavaScript counts it: Sunday is 0. */
export const weekdayNumber = (name: string): number => weekdays.indexOf(name);
export const weekdayName = (number: number): string => weekdays[number]!;

export class CreateReserveParams extends ExpandParams {
  @Amount({ required: true }) amount!: bigint;
  @Currency({ required: true }) currency!: string;
  @Text() description?: string;
  @Flag() livemode?: boolean;
}

export class ReleaseReserveParams extends ExpandParams {
  @Amount() amount?: bigint;
}

export class ListReservesParams extends ListParams {
  @Flag() livemode?: boolean;
}

export class CreateConversionParams extends ExpandParams {
  @Amount({ required: true }) amount!: bigint;
  @Currency({ required: true }) from!: string;
  @Currency({ required: true }) to!: string;
  /** Major units of `to` for one of `from`, exactly. */
  @Matches(/^\d{1,9}(\.\d{1,12})?$/, {
    message: 'Invalid rate: it must be a decimal number such as 7.8, with up to 9 and 12 digits',
  })
  @Text({ required: true, max: 30 })
  rate!: string;
  @Integer({ min: 0, max: 1_000 }) margin_bps?: number;
  @Flag() livemode?: boolean;
}
