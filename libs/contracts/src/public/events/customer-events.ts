import type { Customer, CustomerEvent, StreamState } from '@ledgerway/domain';
import { renderSource } from '../card.js';
import { renderCustomer } from '../customer.js';
import { renderDeleted } from '../deleted.js';
import { formerMethodOf } from './payment-method-events.js';
import { formerAttributes, publicEvent, type Tellers } from './telling.js';

function customerIn({ customer }: StreamState): Customer {
  if (customer === null) throw new Error('An event of a customer, and no customer after it');
  return customer;
}

export const customerTellers: Tellers<CustomerEvent> = {
  CustomerCreated: (_, state) => [
    publicEvent('customer.created', renderCustomer(customerIn(state))),
  ],
  CustomerUpdated: ({ previous }, state) => {
    const after = customerIn(state);
    const { defaultSource = after.defaultSource, ...details } = previous;
    const before: Customer = {
      ...after,
      details: { ...after.details, ...details },
      defaultSource: defaultSource as string | null,
    };
    const changed = formerAttributes(renderCustomer(before), renderCustomer(after));
    return [publicEvent('customer.updated', renderCustomer(after), changed)];
  },
  CustomerDeleted: (_, state) => [
    publicEvent('customer.deleted', renderCustomer(customerIn(state))),
  ],
  SourceAdded: ({ source }) => [publicEvent('customer.source.created', renderSource(source))],
  SourceUpdated: ({ source, previous }) => {
    const after = renderSource(source);
    const changed = formerAttributes(renderSource(formerMethodOf(source, previous)), after);
    return [publicEvent('customer.source.updated', after, changed)];
  },
  SourceRemoved: ({ sourceId }) => [
    publicEvent('customer.source.deleted', renderDeleted('card', sourceId)),
  ],
};
