import { Matches } from 'class-validator';
import { ExpandParams } from './lists.js';
import { Currency, Email, Ignored, Nested, Text } from './parameters.js';

export class BusinessProfileParams {
  @Text() name?: string;
  @Ignored() mcc?: undefined;
  @Ignored() product_description?: undefined;
  @Ignored() support_email?: undefined;
  @Ignored() support_phone?: undefined;
  @Ignored() support_url?: undefined;
  @Ignored() url?: undefined;
}

export class CreateAccountParams extends ExpandParams {
  @Matches(/^[A-Z]{2}$/, { message: 'Invalid country: it must be a two-letter code in capitals' })
  @Text({ max: 100 })
  country?: string;
  @Currency() default_currency?: string;
  @Email() email?: string;
  @Nested(BusinessProfileParams) business_profile?: BusinessProfileParams;
  @Ignored() business_type?: undefined;
  @Ignored() capabilities?: undefined;
  @Ignored() controller?: undefined;
  @Ignored() metadata?: undefined;
  @Ignored() settings?: undefined;
  @Ignored() tos_acceptance?: undefined;
  @Ignored() type?: undefined;
}
