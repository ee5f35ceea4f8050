import { invalidRequest, type ApiError } from '../errors.js';
import { chargeAmountRefusal } from './charge-amount.js';
import { CreatedListParams, ExpandParams } from './lists.js';
import {
  Amount,
  Currency,
  Email,
  Flag,
  Id,
  Ignored,
  Metadata,
  MetadataChanges,
  Nested,
  OneOf,
  Text,
} from './parameters.js';

const descriptorLength = 22;

export class AddressParams {
  @Text() city?: string;
  @Text() country?: string;
  @Text() line1?: string;
  @Text() line2?: string;
  @Text() postal_code?: string;
  @Text() state?: string;
}

export class ShippingParams {
  @Nested(AddressParams, { required: true }) address!: AddressParams;
  @Text({ required: true }) name!: string;
  @Text() carrier?: string;
  @Text() phone?: string;
  @Text() tracking_number?: string;
}

export class FraudDetailsParams {
  @OneOf(['fraudulent', 'safe']) user_report?: 'fraudulent' | 'safe';
}

export class CreateChargeParams extends ExpandParams {
  @Amount({ required: true }) amount!: bigint;
  @Currency({ required: true }) currency!: string;
  @Id() source?: string;
  @Id() customer?: string;
  @Flag() capture?: boolean;
  @Text() description?: string;
  @Metadata() metadata?: Record<string, string>;
  @Email() receipt_email?: string;
  @Nested(ShippingParams) shipping?: ShippingParams;
  @Text({ max: descriptorLength }) statement_descriptor?: string;
  @Text({ max: descriptorLength }) statement_descriptor_suffix?: string;
  @Text() transfer_group?: string;
  @Ignored() application_fee?: undefined;
  @Ignored() application_fee_amount?: undefined;
  @Ignored() destination?: undefined;
  @Ignored() on_behalf_of?: undefined;
  @Ignored() radar_options?: undefined;
  @Ignored() transfer_data?: undefined;

  static refuse({ amount, currency, source, customer }: CreateChargeParams): ApiError | undefined {
    if (source === undefined && customer === undefined)
      return invalidRequest('Must provide source or customer.', { code: 'parameter_missing' });
    return chargeAmountRefusal(amount, currency);
  }
}

export class CaptureChargeParams extends ExpandParams {
  @Amount() amount?: bigint;
  @Email() receipt_email?: string;
  @Text({ max: descriptorLength }) statement_descriptor?: string;
  @Text({ max: descriptorLength }) statement_descriptor_suffix?: string;
  @Text() transfer_group?: string;
  @Ignored() application_fee?: undefined;
  @Ignored() application_fee_amount?: undefined;
  @Ignored() transfer_data?: undefined;
}

/** A text that is null is cleared; one that is absent stays. */
export class UpdateChargeParams extends ExpandParams {
  @Id() customer?: string;
  @Text({ clearable: true }) description?: string | null;
  @Nested(FraudDetailsParams) fraud_details?: FraudDetailsParams;
  @MetadataChanges() metadata?: Record<string, string> | null;
  @Email({ clearable: true }) receipt_email?: string | null;
  @Nested(ShippingParams) shipping?: ShippingParams;
  @Text({ clearable: true }) transfer_group?: string | null;
}

export class ListChargesParams extends CreatedListParams {
  @Id() customer?: string;
  @Id() payment_intent?: string;
  @Text() transfer_group?: string;
}
