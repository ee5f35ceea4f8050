// Customers and the cards kept with them in the older way (sources).
import { Matches } from 'class-validator';
import { missingParameter, type ApiError } from '../errors.js';
import { ExpMonth, ExpYear } from './card-expiry.js';
import { AddressParams } from './charges.js';
import { CreatedListParams, ExpandParams, ListParams } from './lists.js';
import {
  Email,
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
import { declare, parseParams } from './parse-params.js';
import { readObject, readText } from './readers.js';
import { text } from './schemas.js';
import { CardParams } from './tokens.js';

const emailLength = 512;

export class CustomerShippingParams {
  @Nested(AddressParams, { required: true }) address!: AddressParams;
  @Text({ required: true }) name!: string;
  @Text() phone?: string;
  @Text() carrier?: string;
  @Text() tracking_number?: string;
}

@Ignores('custom_fields', 'footer', 'rendering_options')
export class InvoiceSettingsParams {
  @Id({ clearable: true }) default_payment_method?: string | null;
}

/** A token, a test card's name, or a card by its fields (`source[object]=card`). */
@Ignores('object', 'metadata', 'default_for_currency')
export class SourceCardParams extends CardParams {}

const CardSource = (): PropertyDecorator => {
  const readCard = readObject((raw, path) => parseParams(SourceCardParams, raw, path));
  return (prototype, name) =>
    declare(prototype, String(name), {
      required: false,
      schema: (of) => ({ anyOf: [text(of), of(SourceCardParams)] }),
      read: (raw, path) => (typeof raw === 'object' ? readCard : readText)(raw, path),
    });
};

const InvoicePrefix = (): PropertyDecorator => {
  const message = 'Invalid invoice prefix: it must be 3 to 12 upper-case letters and digits';
  const shape = Matches(/^[A-Z0-9]{3,12}$/, { message });
  return (prototype, name) => {
    Text()(prototype, name);
    shape(prototype, name);
  };
};

/** What create and update have in common. A text that is null is cleared. */
@Ignores(
  'business_name',
  'cash_balance',
  'individual_name',
  'next_invoice_sequence',
  'promotion_code',
  'coupon',
  'tax',
  'validate',
)
class CustomerParams extends ExpandParams {
  @Nested(AddressParams, { clearable: true }) address?: AddressParams | null;
  @Integer() balance?: number;
  @Text({ clearable: true }) description?: string | null;
  @Email({ max: emailLength, clearable: true }) email?: string | null;
  @InvoicePrefix() invoice_prefix?: string;
  @Nested(InvoiceSettingsParams) invoice_settings?: InvoiceSettingsParams;
  @Text({ max: 256, clearable: true }) name?: string | null;
  @Text({ max: 20, clearable: true }) phone?: string | null;
  @TextList({ max: 20 }) preferred_locales?: string[];
  @Nested(CustomerShippingParams, { clearable: true }) shipping?: CustomerShippingParams | null;
  @CardSource() source?: string | SourceCardParams;
  @OneOf(['exempt', 'none', 'reverse']) tax_exempt?: 'exempt' | 'none' | 'reverse';
}

export class CreateCustomerParams extends CustomerParams {
  @Metadata() metadata?: Record<string, string>;
  @Id() payment_method?: string;
  @Ignored() tax_id_data?: undefined;
  /** Test clocks move the whole test mode of an account here. */
  @Ignored() test_clock?: undefined;
}

export class UpdateCustomerParams extends CustomerParams {
  @Id() default_source?: string;
  @MetadataChanges() metadata?: Record<string, string> | null;
}

export class ListCustomersParams extends CreatedListParams {
  @Text({ max: emailLength }) email?: string;
  @Ignored() test_clock?: undefined;
}

export class CreateSourceParams extends ExpandParams {
  @CardSource() source?: string | SourceCardParams;
  /** What very old code calls it. */
  @CardSource() card?: string | SourceCardParams;
  @Metadata() metadata?: Record<string, string>;
  @Ignored() validate?: undefined;

  static refuse({ source, card }: CreateSourceParams): ApiError | undefined {
    return source === undefined && card === undefined ? missingParameter('source') : undefined;
  }
}

export class UpdateSourceParams extends ExpandParams {
  @Text({ clearable: true }) address_city?: string | null;
  @Text({ clearable: true }) address_country?: string | null;
  @Text({ clearable: true }) address_line1?: string | null;
  @Text({ clearable: true }) address_line2?: string | null;
  @Text({ clearable: true }) address_state?: string | null;
  @Text({ clearable: true }) address_zip?: string | null;
  @ExpMonth() exp_month?: number;
  @ExpYear() exp_year?: number;
  @Text({ clearable: true }) name?: string | null;
  @MetadataChanges() metadata?: Record<string, string> | null;
  @Ignored() account_holder_name?: undefined;
  @Ignored() account_holder_type?: undefined;
  @Ignored() owner?: undefined;
}

export class ListSourcesParams extends ListParams {
  @Text({ max: 50 }) object?: string;
}
