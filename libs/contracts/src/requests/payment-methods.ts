// Payment methods: made from a card's fields or a token, or for a wallet or FPS from nothing more
// than their type.
import { methodTypes, type MethodType } from '@ledgerway/domain';
import { invalidRequest, missingParameter, type ApiError } from '../errors.js';
import { BillingDetailsParams } from './billing-details.js';
import { ExpMonth, ExpYear } from './card-expiry.js';
import { ExpandParams, ListParams } from './lists.js';
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
} from './parameters.js';
import { CardParams } from './tokens.js';
import { declare, parseParams } from './parse-params.js';
import { readObject } from './readers.js';

/** Methods that the ecosystem knows and this gateway does not offer: their parameters are dropped. */
export const otherMethodTypes = (
  'acss_debit affirm afterpay_clearpay alma amazon_pay au_becs_debit bacs_debit bancontact billie ' +
  'bizum blik boleto card_present cashapp crypto custom customer_balance eps fpx giropay grabpay ideal ' +
  'interac_present kakao_pay klarna konbini kr_card link mb_way mobilepay multibanco naver_pay ' +
  'nz_bank_account oxxo p24 pay_by_bank payco paynow paypal paypay payto pix promptpay revolut_pay ' +
  'samsung_pay satispay scalapay sepa_debit sequra sofort sunbit swish twint upi us_bank_account zip'
).split(' ');

class TokenParams {
  @Id({ required: true }) token!: string;
}

/** `card[token]`, or the card's own fields. */
const CardOrToken = (): PropertyDecorator => (prototype, name) => {
  const read = readObject((raw, path) =>
    'token' in raw ? parseParams(TokenParams, raw, path) : parseParams(CardParams, raw, path),
  );
  declare(prototype, String(name), {
    required: false,
    schema: (of) => ({ anyOf: [of(CardParams), of(TokenParams)] }),
    read,
  });
};

/** What a method is made of, by itself or on the way to a payment. */
@Ignores('allow_redisplay', 'radar_options', 'alipay', 'wechat_pay', 'fps', ...otherMethodTypes)
export class PaymentMethodDataParams {
  @OneOf(methodTypes, { required: true }) type!: MethodType;
  @CardOrToken() card?: CardParams | TokenParams;
  @Nested(BillingDetailsParams) billing_details?: BillingDetailsParams;
  @Metadata() metadata?: Record<string, string>;

  static refuse({ type, card }: PaymentMethodDataParams): ApiError | undefined {
    return type === 'card' && card === undefined ? missingParameter('card') : undefined;
  }
}

@Ignores(
  'allow_redisplay',
  'radar_options',
  'alipay',
  'wechat_pay',
  'fps',
  'customer_balance',
  'payment_method',
  ...otherMethodTypes,
)
export class CreatePaymentMethodParams extends ExpandParams {
  @OneOf(methodTypes, { required: true }) type!: MethodType;
  @CardOrToken() card?: CardParams | TokenParams;
  @Id() customer?: string;
  @Nested(BillingDetailsParams) billing_details?: BillingDetailsParams;
  @Metadata() metadata?: Record<string, string>;

  static refuse({ type, card, customer }: CreatePaymentMethodParams): ApiError | undefined {
    if (customer !== undefined)
      return invalidRequest('Attach the payment method to a customer after it was created.', {
        param: 'customer',
      });
    return type === 'card' && card === undefined ? missingParameter('card') : undefined;
  }
}

@Ignores('networks')
class CardChangesParams {
  @ExpMonth() exp_month?: number;
  @ExpYear() exp_year?: number;
}

export class UpdatePaymentMethodParams extends ExpandParams {
  @Nested(BillingDetailsParams) billing_details?: BillingDetailsParams;
  @Nested(CardChangesParams) card?: CardChangesParams;
  @MetadataChanges() metadata?: Record<string, string> | null;
  @Ignored() allow_redisplay?: undefined;
  @Ignored() us_bank_account?: undefined;
}

export class AttachPaymentMethodParams extends ExpandParams {
  @Id({ required: true }) customer!: string;
  @Ignored() customer_account?: undefined;
}

export class ListCustomerPaymentMethodsParams extends ListParams {
  @Text({ max: 100 }) type?: string;
  @Ignored() allow_redisplay?: undefined;
}

export class ListPaymentMethodsParams extends ListCustomerPaymentMethodsParams {
  @Id() customer?: string;
  @Ignored() customer_account?: undefined;

  static override refuse(params: ListPaymentMethodsParams): ApiError | undefined {
    return params.customer === undefined ? missingParameter('customer') : ListParams.refuse(params);
  }
}

/** `automatic_payment_methods`. */
export class AutomaticMethodsParams {
  @Flag({ required: true }) enabled!: boolean;
  @OneOf(['always', 'never']) allow_redirects?: 'always' | 'never';
}

@Ignores(
  'capture_method',
  'cvc_token',
  'installments',
  'mandate_options',
  'moto',
  'network',
  'request_extended_authorization',
  'request_incremental_authorization',
  'request_multicapture',
  'request_overcapture',
  'require_cvc_recollection',
  'setup_future_usage',
  'statement_descriptor_suffix_kana',
  'statement_descriptor_suffix_kanji',
  'statement_details',
  'three_d_secure',
)
class CardOptionsParams {
  @OneOf(['any', 'automatic', 'challenge']) request_three_d_secure?: string;
}

@Ignores('app_id', 'setup_future_usage')
class WechatPayOptionsParams {
  @OneOf(['android', 'ios', 'web']) client?: string;
}

/** `payment_method_options`: what is here is kept and shown again. */
@Ignores(...otherMethodTypes)
export class MethodOptionsParams {
  @Nested(CardOptionsParams) card?: CardOptionsParams;
  @Nested(WechatPayOptionsParams) wechat_pay?: WechatPayOptionsParams;
  @Ignored() alipay?: undefined;
  @Ignored() fps?: undefined;
}
