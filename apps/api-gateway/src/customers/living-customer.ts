// Customers that can still be used: a deleted one is shown to whoever asks for it, and otherwise is
// no more.
import type { Tenant } from '@ledgerway/contracts';
import type { Customer } from '@ledgerway/domain';
import { ApiException, wrongReference } from '../edge/answer.js';
import { customerKind } from '../streams/kinds.js';
import { missing, type Found, type StreamReader } from '../streams/stream-reader.js';

/** Refuses (404) what this account and mode does not have, or has no more. */
export async function livingCustomer(
  reader: StreamReader,
  tenant: Tenant,
  id: string,
): Promise<Found<Customer>> {
  const found = await reader.find(tenant, customerKind, id);
  if (found.object.deletedAt !== null) throw new ApiException(missing(customerKind, id));
  return found;
}

/** The same for a customer that a parameter names (400). */
export async function referencedCustomer(
  reader: StreamReader,
  tenant: Tenant,
  id: string,
  param = 'customer',
): Promise<Found<Customer>> {
  const found = await reader.reference(tenant, customerKind, id, param);
  if (found.object.deletedAt !== null) throw wrongReference(missing(customerKind, id, { param }));
  return found;
}
