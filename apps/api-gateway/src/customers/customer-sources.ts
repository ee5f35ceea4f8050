// The cards that a customer has in the older way: parts of the customer, newest first.
import {
  renderDeleted,
  renderSource,
  type CreateSourceParams,
  type PublicCard,
  type Tenant,
  type UpdateSourceParams,
} from '@ledgerway/contracts';
import { findMethod, type PaymentMethod, type StreamState } from '@ledgerway/domain';
import type { Clock } from '@ledgerway/platform';
import { ApiException } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import { given } from '../payment-methods/billing.js';
import { expiryChanges } from '../payment-methods/payment-methods.js';
import { sourceKind } from '../streams/kinds.js';
import { missing, type StreamReader } from '../streams/stream-reader.js';
import type { CustomerCommands } from './customer-commands.js';
import { livingCustomer } from './living-customer.js';
import type { NewSources } from './new-sources.js';

export class CustomerSources {
  constructor(
    private readonly reader: StreamReader,
    private readonly commands: CustomerCommands,
    private readonly newSources: NewSources,
    private readonly clock: Clock,
  ) {}

  /** All of the customer's cards. Refuses (404) an unknown or deleted customer, as all of these do. */
  async all(tenant: Tenant, customer: string): Promise<PublicCard[]> {
    const { state } = await livingCustomer(this.reader, tenant, customer);
    return state.paymentMethods.map(renderSource).reverse();
  }

  /** Refuses (402) a card that its issuer declines, and (400) a token that is unknown or was used. */
  async create(
    tenant: Tenant,
    operation: Operation,
    customer: string,
    { source, card, metadata }: CreateSourceParams,
  ): Promise<PublicCard> {
    const named = source ?? card;
    if (named === undefined) throw new Error('A source was asked for, and nothing to make it of');
    await livingCustomer(this.reader, tenant, customer);
    const made = await this.newSources.make(tenant, operation, customer, named, metadata);
    const { state } = await this.commands.addSource(tenant, operation, customer, made);
    return rendered(state, made.id);
  }

  async find(tenant: Tenant, customer: string, id: string): Promise<PublicCard> {
    return renderSource(await this.require(tenant, customer, id));
  }

  /** Refuses (402) an expiry that is over. */
  async update(
    tenant: Tenant,
    operation: Operation,
    customer: string,
    id: string,
    params: UpdateSourceParams,
  ): Promise<PublicCard> {
    const source = await this.require(tenant, customer, id);
    const { name, metadata } = params;
    const changes = {
      billing: { address: changedAddress(source, params) },
      ...(source.card && expiryChanges(source.card, params, this.clock)),
      ...given({ name, metadata }),
    };
    const { state } = await this.commands.updateSource(tenant, operation, id, changes);
    return rendered(state, id);
  }

  async remove(tenant: Tenant, operation: Operation, customer: string, id: string) {
    await this.require(tenant, customer, id);
    await this.commands.removeSource(tenant, operation, id);
    return renderDeleted('card', id);
  }

  private async require(tenant: Tenant, customer: string, id: string): Promise<PaymentMethod> {
    const { state } = await livingCustomer(this.reader, tenant, customer);
    const source = findMethod(state, id);
    if (source === null) throw new ApiException(missing(sourceKind, id, { param: 'id' }));
    return source;
  }
}

function rendered(state: StreamState, id: string): PublicCard {
  const source = findMethod(state, id);
  if (source === null) throw new Error(`No card ${id} in the reply to its command`);
  return renderSource(source);
}

/** The address field by field: null clears one, what is absent stays. */
function changedAddress({ billing }: PaymentMethod, params: UpdateSourceParams) {
  const changes = given({
    city: params.address_city,
    country: params.address_country,
    line1: params.address_line1,
    line2: params.address_line2,
    postal_code: params.address_zip,
    state: params.address_state,
  });
  return Object.keys(changes).length === 0 ? billing.address : { ...billing.address, ...changes };
}
