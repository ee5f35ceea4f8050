// What is decided about a customer and the cards kept with it. A deleted customer is not found.
import { applyChanges, formerValues } from '../changes.js';
import type { ChargeRejection } from '../charge/model.js';
import { isOwnedBy } from '../charge/progress.js';
import { accept, reject, type Decision } from '../decision.js';
import { mergeMetadata, outgrows } from '../metadata.js';
import { changeMethod, formerMethod } from '../payment-method/changes.js';
import type { PaymentMethod } from '../payment-method/model.js';
import type { StreamState } from '../stream/model.js';
import type {
  Customer,
  CustomerChanges,
  CustomerCommand,
  CustomerDetails,
  CustomerEvent,
  CustomerRejection,
} from './model.js';

/** How many cards a customer may have (sources). */
export const maxSources = 50;

/** A customer's sources are the `paymentMethods` of its stream, oldest first. */
export type CustomerState = Pick<StreamState, 'customer' | 'paymentMethods'>;
export type CustomerRefusal =
  CustomerRejection | Extract<ChargeRejection, 'key_reused' | 'too_much_metadata'>;
type Result = Decision<CustomerEvent, CustomerRefusal>;
type Of<T extends CustomerCommand['type']> = Extract<CustomerCommand, { type: T }>;
type Sources = readonly PaymentMethod[];

export function decide(command: CustomerCommand, state: CustomerState): Result {
  const { customer, paymentMethods: sources } = state;
  if (command.type === 'CreateCustomer') return create(command, customer);
  if (customer === null || !isOwnedBy(command.caller, customer))
    return reject('customer_not_found');
  if (command.type === 'DeleteCustomer')
    return customer.deletedAt === null
      ? accept({ type: 'CustomerDeleted', at: command.at })
      : accept();
  if (customer.deletedAt !== null) return reject('customer_not_found');
  switch (command.type) {
    case 'UpdateCustomer':
      return update(command, customer, sources);
    case 'AddSource':
      return addSource(command, customer, sources);
    case 'UpdateSource':
      return updateSource(command, sources);
    case 'RemoveSource':
      return removeSource(command, customer, sources);
  }
}

const has = (sources: Sources, id: string) => sources.some((source) => source.id === id);

function create({ customer, source, at }: Of<'CreateCustomer'>, earlier: Customer | null): Result {
  // The id derives from the idempotency key, so a retry finds the customer that it made.
  if (earlier !== null) return isOwnedBy(customer, earlier) ? accept() : reject('key_reused');
  // The first thing that anybody hears of the customer already names its default card.
  const created = { ...customer, defaultSource: source?.id ?? null };
  const events: CustomerEvent[] = [{ type: 'CustomerCreated', customer: created, at }];
  if (source !== null) events.push({ type: 'SourceAdded', source, isDefault: true, at });
  return accept(...events);
}

function update(
  { changes, source, at }: Of<'UpdateCustomer'>,
  customer: Customer,
  sources: Sources,
): Result {
  const wanted = changes.defaultSource;
  if (wanted !== undefined && !has(sources, wanted)) return reject('source_not_found');
  const details = changeDetails(customer.details, changes);
  if (outgrows(customer.details.metadata, details.metadata)) return reject('too_much_metadata');
  const events: CustomerEvent[] = [];
  const former = customer.defaultSource;
  if (source !== null && !has(sources, source.id)) {
    if (former === null && sources.length >= maxSources) return reject('too_many_sources');
    events.push({ type: 'SourceAdded', source, isDefault: true, at });
    if (former !== null)
      events.push({ type: 'SourceRemoved', sourceId: former, defaultSource: source.id, at });
  }
  const defaultSource = source?.id ?? wanted ?? former;
  const previous = {
    ...formerValues(customer.details, details),
    ...formerValues({ defaultSource: former }, { defaultSource }),
  };
  if (Object.keys(previous).length > 0)
    events.push({ type: 'CustomerUpdated', details, defaultSource, previous, at });
  return accept(...events);
}

function changeDetails(current: CustomerDetails, changes: CustomerChanges): CustomerDetails {
  const { defaultSource: _, ...fields } = changes;
  const metadata = mergeMetadata(current.metadata, fields.metadata);
  return applyChanges<CustomerDetails>(current, { ...fields, metadata });
}

function addSource(
  { source, at }: Of<'AddSource'>,
  { defaultSource }: Customer,
  sources: Sources,
): Result {
  if (has(sources, source.id)) return accept();
  if (sources.length >= maxSources) return reject('too_many_sources');
  return accept({ type: 'SourceAdded', source, isDefault: defaultSource === null, at });
}

function updateSource({ sourceId, changes, at }: Of<'UpdateSource'>, sources: Sources): Result {
  const before = sources.find(({ id }) => id === sourceId);
  if (before === undefined) return reject('source_not_found');
  const source = changeMethod(before, changes);
  if (outgrows(before.metadata, source.metadata)) return reject('too_much_metadata');
  const previous = formerMethod(before, source);
  if (Object.keys(previous).length === 0) return accept();
  return accept({ type: 'SourceUpdated', source, previous, at });
}

/** A default card that goes leaves its place to the newest of the others. */
function removeSource(
  { sourceId, at }: Of<'RemoveSource'>,
  customer: Customer,
  sources: Sources,
): Result {
  if (!has(sources, sourceId)) return reject('source_not_found');
  const newest = sources.findLast(({ id }) => id !== sourceId)?.id ?? null;
  const defaultSource = customer.defaultSource === sourceId ? newest : customer.defaultSource;
  return accept({ type: 'SourceRemoved', sourceId, defaultSource, at });
}
