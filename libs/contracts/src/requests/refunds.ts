import type { RefundReason } from '@ledgerway/domain';
import { invalidRequest, type ApiError } from '../errors.js';
import { CreatedListParams, ExpandParams } from './lists.js';
import { Amount, Id, Ignored, Metadata, MetadataChanges, OneOf } from './parameters.js';

const reasons: readonly RefundReason[] = ['duplicate', 'fraudulent', 'requested_by_customer'];

/** The parameters of a refund whose charge is named by the path. */
export class RefundOfChargeParams extends ExpandParams {
  @Amount() amount?: bigint;
  @Metadata() metadata?: Record<string, string>;
  @OneOf(reasons) reason?: RefundReason;
  @Ignored() currency?: undefined;
  @Ignored() customer?: undefined;
  @Ignored() instructions_email?: undefined;
  @Ignored() origin?: undefined;
  @Ignored() refund_application_fee?: undefined;
  @Ignored() reverse_transfer?: undefined;
}

export class CreateRefundParams extends RefundOfChargeParams {
  @Id() charge?: string;
  @Id() payment_intent?: string;

  static refuse({ charge, payment_intent: intent }: CreateRefundParams): ApiError | undefined {
    if ((charge === undefined) !== (intent === undefined)) return undefined;
    return charge === undefined
      ? invalidRequest(
          'One of the following params should be provided for this request: payment_intent or charge.',
        )
      : invalidRequest('You may only specify one of: charge, payment_intent.', {
          code: 'parameters_exclusive',
        });
  }
}

export class ListRefundsParams extends CreatedListParams {
  @Id() charge?: string;
  @Id() payment_intent?: string;
}

export class UpdateRefundParams extends ExpandParams {
  @MetadataChanges() metadata?: Record<string, string> | null;
}
