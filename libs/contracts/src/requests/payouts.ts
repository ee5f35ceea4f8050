import type { TimeRange } from '../queries/page.js';
import { CreatedListParams, ExpandParams } from './lists.js';
import {
  Amount,
  CreatedRange,
  Currency,
  Id,
  Ignored,
  Metadata,
  MetadataChanges,
  OneOf,
  Text,
} from './parameters.js';

const payoutStatuses = ['pending', 'in_transit', 'paid', 'failed', 'canceled'];

/** Payouts go to the one bank account that the operator keeps for the merchant. */
export class CreatePayoutParams extends ExpandParams {
  @Amount({ required: true }) amount!: bigint;
  @Currency({ required: true }) currency!: string;
  @Text() description?: string;
  @Text({ max: 22 }) statement_descriptor?: string;
  @Metadata() metadata?: Record<string, string>;
  @OneOf(['standard']) method?: 'standard';
  @OneOf(['bank_account', 'card', 'fpx']) source_type?: string;
  @Ignored() destination?: undefined;
  @Ignored() payout_method?: undefined;
}

export class UpdatePayoutParams extends ExpandParams {
  @MetadataChanges() metadata?: Record<string, string> | null;
}

export class ReversePayoutParams extends ExpandParams {
  @Metadata() metadata?: Record<string, string>;
}

export class ListPayoutsParams extends CreatedListParams {
  @CreatedRange() arrival_date?: TimeRange;
  @OneOf(payoutStatuses) status?: string;
  @Id() destination?: string;
}

/** Why banks refuse payouts; the ecosystem's codes. */
export const payoutFailureCodes = [
  'account_closed',
  'account_frozen',
  'bank_account_restricted',
  'bank_ownership_changed',
  'could_not_process',
  'debit_not_authorized',
  'declined',
  'incorrect_account_holder_address',
  'incorrect_account_holder_name',
  'incorrect_account_holder_tax_id',
  'insufficient_funds',
  'invalid_account_number',
  'invalid_account_number_length',
  'invalid_currency',
  'no_account',
  'unsupported_card',
] as const;

/** Test mode: what the bank says of a payout. */
export class FailPayoutParams extends ExpandParams {
  @OneOf(payoutFailureCodes) failure_code?: (typeof payoutFailureCodes)[number];
}
