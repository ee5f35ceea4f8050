// Payment intents (payment contract, section 1.7). Which methods may pay comes as
// `allowed_payment_method_types` from newer SDKs and as `payment_method_types` from older ones.
import {
  cancellationReasons,
  methodTypes,
  type CaptureMethod,
  type MethodType,
} from '@ledgerway/domain';
import { invalidRequest, type ApiError } from '../errors.js';
import { chargeAmountRefusal } from './charge-amount.js';
import { ShippingParams } from './charges.js';
import { CreatedListParams, ExpandParams } from './lists.js';
import {
  Amount,
  Currency,
  Email,
  Flag,
  Id,
  Ignored,
  Ignores,
  Integer,
  Metadata,
  MetadataChanges,
  Nested,
  OneOf,
  Text,
  TextList,
} from './parameters.js';
import {
  AutomaticMethodsParams,
  MethodOptionsParams,
  PaymentMethodDataParams,
} from './payment-methods.js';

const descriptorLength = 22;
const captureMethods: readonly CaptureMethod[] = ['automatic', 'automatic_async', 'manual'];
const futureUsages = ['off_session', 'on_session'] as const;

/** How a payment is to be made: what create, update and confirm have in common. */
@Ignores(
  'amount_details',
  'confirmation_token',
  'customer_account',
  'excluded_payment_method_types',
  'hooks',
  'mandate',
  'mandate_data',
  'payment_details',
  'payment_method_configuration',
  'radar_options',
  'use_stripe_sdk',
)
class IntentMethodParams extends ExpandParams {
  @TextList({ max: 20 }) allowed_payment_method_types?: string[];
  @TextList({ max: 20 }) payment_method_types?: string[];
  @OneOf(captureMethods) capture_method?: CaptureMethod;
  @Id() payment_method?: string;
  @Nested(PaymentMethodDataParams) payment_method_data?: PaymentMethodDataParams;
  @Nested(MethodOptionsParams) payment_method_options?: MethodOptionsParams;
  @Email({ clearable: true }) receipt_email?: string | null;
  @OneOf(futureUsages, { clearable: true })
  setup_future_usage?: (typeof futureUsages)[number] | null;
  @Nested(ShippingParams) shipping?: ShippingParams;
  /** A stored card, named as charges name it. */
  @Id() source?: string;

  static refuse(params: IntentMethodParams): ApiError | undefined {
    const { payment_method, payment_method_data, source } = params;
    const named = [payment_method, payment_method_data, source].filter((one) => one !== undefined);
    if (named.length > 1)
      return invalidRequest(
        'You may only specify one of these parameters: payment_method, payment_method_data, source.',
        { code: 'parameters_exclusive' },
      );
    const types = params.allowed_payment_method_types ?? params.payment_method_types ?? [];
    const unknown = types.find((type) => !(methodTypes as readonly string[]).includes(type));
    if (unknown === undefined) return undefined;
    const param =
      params.allowed_payment_method_types === undefined
        ? 'payment_method_types'
        : 'allowed_payment_method_types';
    return invalidRequest(
      `The payment method type "${unknown}" is not offered here: use ${methodTypes.join(', ')}.`,
      { param },
    );
  }
}

/** Apps have protocols of their own, so any will do. */
export const returnUrlRefusal = (url: string | undefined): ApiError | undefined =>
  url === undefined || /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(url)
    ? undefined
    : invalidRequest('Not a valid URL', { code: 'url_invalid', param: 'return_url' });

/** Whether the payer is there, and where to send them back to. */
class ConfirmationParams extends IntentMethodParams {
  @Flag() error_on_requires_action?: boolean;
  /** A flag, as old SDKs for Python write it too, or how often the payer will be away. */
  @OneOf(['true', 'false', 'True', 'False', 'one_off', 'recurring']) off_session?: string;
  @Text() return_url?: string;

  static override refuse(params: ConfirmationParams): ApiError | undefined {
    const refused = returnUrlRefusal(params.return_url);
    if (refused !== undefined) return refused;
    return IntentMethodParams.refuse(params);
  }
}

export class CreatePaymentIntentParams extends ConfirmationParams {
  @Amount({ required: true }) amount!: bigint;
  @Currency({ required: true }) currency!: string;
  @Nested(AutomaticMethodsParams) automatic_payment_methods?: AutomaticMethodsParams;
  @Flag() confirm?: boolean;
  @OneOf(['automatic', 'manual']) confirmation_method?: 'automatic' | 'manual';
  @Id() customer?: string;
  @Text() description?: string;
  @Metadata() metadata?: Record<string, string>;
  @Text({ max: descriptorLength }) statement_descriptor?: string;
  @Text({ max: descriptorLength }) statement_descriptor_suffix?: string;
  @Text() transfer_group?: string;
  @Ignored() application_fee_amount?: undefined;
  @Ignored() on_behalf_of?: undefined;
  @Ignored() transfer_data?: undefined;

  static override refuse(params: CreatePaymentIntentParams): ApiError | undefined {
    const confirming = ['off_session', 'return_url', 'error_on_requires_action'] as const;
    const early = confirming.find((name) => params.confirm !== true && params[name] !== undefined);
    if (early !== undefined)
      return invalidRequest(
        `The parameter ${early} can only be given together with confirm=true.`,
        { param: early },
      );
    return ConfirmationParams.refuse(params) ?? chargeAmountRefusal(params.amount, params.currency);
  }
}

export class UpdatePaymentIntentParams extends IntentMethodParams {
  @Amount() amount?: bigint;
  @Currency() currency?: string;
  @Id() customer?: string;
  @Text({ clearable: true }) description?: string | null;
  @MetadataChanges() metadata?: Record<string, string> | null;
  @Text({ max: descriptorLength, clearable: true }) statement_descriptor?: string | null;
  @Text({ max: descriptorLength, clearable: true }) statement_descriptor_suffix?: string | null;
  @Text({ clearable: true }) transfer_group?: string | null;
  @Ignored() application_fee_amount?: undefined;
  @Ignored() transfer_data?: undefined;
}

/** A browser confirms with the intent's client secret and a publishable key. */
export class ConfirmPaymentIntentParams extends ConfirmationParams {
  @Text() client_secret?: string;
  @Ignored() amount_to_confirm?: undefined;
}

export class CapturePaymentIntentParams extends ExpandParams {
  /** Zero and negative amounts have answers of their own (section 1.7, capture). */
  @Integer() amount_to_capture?: number;
  @MetadataChanges() metadata?: Record<string, string> | null;
  @Text({ max: descriptorLength }) statement_descriptor?: string;
  @Text({ max: descriptorLength }) statement_descriptor_suffix?: string;
  @Ignored() amount_details?: undefined;
  @Ignored() application_fee_amount?: undefined;
  @Ignored() final_capture?: undefined;
  @Ignored() hooks?: undefined;
  @Ignored() payment_details?: undefined;
  @Ignored() transfer_data?: undefined;

  static refuse({ amount_to_capture: amount }: CapturePaymentIntentParams): ApiError | undefined {
    if (amount === undefined || amount > 0) return undefined;
    const code = 'parameter_invalid_integer' as const;
    return amount === 0
      ? invalidRequest('This value must be greater than or equal to 1.', { code, param: 'amount' })
      : invalidRequest('Invalid non-negative integer', { code, param: 'amount_to_capture' });
  }
}

export class CancelPaymentIntentParams extends ExpandParams {
  @OneOf(cancellationReasons) cancellation_reason?: string;
}

export class RetrieveIntentParams extends ExpandParams {
  @Text() client_secret?: string;
}

export class ListPaymentIntentsParams extends CreatedListParams {
  @Id() customer?: string;
  @Ignored() customer_account?: undefined;
}

/** The types that are asked for, in either spelling; none if the merchant leaves it to us. */
export const askedMethodTypes = (params: {
  allowed_payment_method_types?: string[];
  payment_method_types?: string[];
}): readonly MethodType[] | undefined =>
  (params.allowed_payment_method_types ?? params.payment_method_types) as MethodType[] | undefined;
