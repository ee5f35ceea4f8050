// Who pays, from what a request says.
import type { AddressParams, BillingDetailsParams } from '@ledgerway/contracts';
import type { BillingDetails } from '@ledgerway/domain';

export const noBilling: BillingDetails = {
  address: null,
  email: null,
  name: null,
  phone: null,
  taxId: null,
};

/** The address as it is kept: the fields that were given. */
export const addressFrom = (
  address: AddressParams | null | undefined,
): Readonly<Record<string, string>> | null | undefined =>
  address && (Object.fromEntries(Object.entries(address)) as Record<string, string>);

/** Only the fields that have a value; null is one. */
export const given = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<T>;

/** What changes of who pays. Absent fields stay. */
export const billingChanges = (params: BillingDetailsParams = {}): Partial<BillingDetails> => {
  const { address, email, name, phone, tax_id: taxId } = params;
  return given({ address: addressFrom(address), email, name, phone, taxId });
};
