// Setup intents: a method is made ready for payments without the payer.
import { methodTypes } from '@ledgerway/domain';
import { invalidRequest, type ApiError } from '../errors.js';
import { CreatedListParams, ExpandParams } from './lists.js';
import { returnUrlRefusal } from './payment-intents.js';
import {
  Flag,
  Id,
  Ignored,
  Ignores,
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

@Ignores(
  'attach_to_self',
  'confirmation_token',
  'customer_account',
  'excluded_payment_method_types',
  'flow_directions',
  'mandate_data',
  'payment_method_configuration',
  'single_use',
  'use_stripe_sdk',
)
class SetupMethodParams extends ExpandParams {
  @TextList({ max: 20 }) allowed_payment_method_types?: string[];
  @TextList({ max: 20 }) payment_method_types?: string[];
  @Id() payment_method?: string;
  @Nested(PaymentMethodDataParams) payment_method_data?: PaymentMethodDataParams;
  @Nested(MethodOptionsParams) payment_method_options?: MethodOptionsParams;

  static refuse(params: SetupMethodParams): ApiError | undefined {
    if (params.payment_method !== undefined && params.payment_method_data !== undefined)
      return invalidRequest(
        'You may only specify one of these parameters: payment_method, payment_method_data.',
        { code: 'parameters_exclusive' },
      );
    const types = params.allowed_payment_method_types ?? params.payment_method_types ?? [];
    const unknown = types.find((type) => !(methodTypes as readonly string[]).includes(type));
    return unknown === undefined
      ? undefined
      : invalidRequest(`The payment method type "${unknown}" is not offered here.`, {
          param: 'payment_method_types',
        });
  }
}

export class CreateSetupIntentParams extends SetupMethodParams {
  @Nested(AutomaticMethodsParams) automatic_payment_methods?: AutomaticMethodsParams;
  @Flag() confirm?: boolean;
  @Id() customer?: string;
  @Text() description?: string;
  @Metadata() metadata?: Record<string, string>;
  @Id() on_behalf_of?: string;
  @Text() return_url?: string;
  @OneOf(['off_session', 'on_session']) usage?: 'off_session' | 'on_session';

  static override refuse(params: CreateSetupIntentParams): ApiError | undefined {
    const { confirm, return_url: url } = params;
    if (url !== undefined && confirm !== true)
      return invalidRequest(
        'The parameter return_url can only be given together with confirm=true.',
        { param: 'return_url' },
      );
    return returnUrlRefusal(url) ?? SetupMethodParams.refuse(params);
  }
}

export class UpdateSetupIntentParams extends SetupMethodParams {
  @Id() customer?: string;
  @Text({ clearable: true }) description?: string | null;
  @MetadataChanges() metadata?: Record<string, string> | null;
}

export class ConfirmSetupIntentParams extends SetupMethodParams {
  @Text() client_secret?: string;
  @Text() return_url?: string;

  static override refuse(params: ConfirmSetupIntentParams): ApiError | undefined {
    return returnUrlRefusal(params.return_url) ?? SetupMethodParams.refuse(params);
  }
}

export class CancelSetupIntentParams extends ExpandParams {
  @OneOf(['abandoned', 'duplicate', 'requested_by_customer']) cancellation_reason?: string;
}

export class ListSetupIntentsParams extends CreatedListParams {
  @Id() customer?: string;
  @Id() payment_method?: string;
  @Ignored() attach_to_self?: undefined;
  @Ignored() customer_account?: undefined;
}
