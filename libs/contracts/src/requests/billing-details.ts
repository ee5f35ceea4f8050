import { AddressParams } from './charges.js';
import { Email, Nested, Text } from './parameters.js';

/** Who pays. A text or an address that is null is cleared; what is absent stays. */
export class BillingDetailsParams {
  @Nested(AddressParams, { clearable: true }) address?: AddressParams | null;
  @Email({ clearable: true }) email?: string | null;
  @Text({ clearable: true }) name?: string | null;
  @Text({ clearable: true }) phone?: string | null;
  @Text({ clearable: true }) tax_id?: string | null;
}
