// Customers: made, shown, changed and deleted. What can be refused of a request is refused before
// anything is made of it.
import {
  deriveSuffix,
  idOf,
  invalidRequest,
  renderDeleted,
  type CreateCustomerParams,
  type Tenant,
  type UpdateCustomerParams,
} from '@ledgerway/contracts';
import type { Customer } from '@ledgerway/domain';
import { ApiException, wrongReference } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { Attachments } from '../payment-methods/attachments.js';
import { customerKind, methodKind, sourceKind } from '../streams/kinds.js';
import { missing, type Found, type StreamReader } from '../streams/stream-reader.js';
import type { CustomerCommands } from './customer-commands.js';
import { changesFrom, detailsFrom } from './customer-requests.js';
import type { LeftBehindMethods } from './left-behind-methods.js';
import { livingCustomer } from './living-customer.js';
import type { NewSources } from './new-sources.js';

export class Customers {
  constructor(
    private readonly reader: StreamReader,
    private readonly commands: CustomerCommands,
    private readonly sources: NewSources,
    private readonly attachments: Attachments,
    private readonly leftBehind: LeftBehindMethods,
  ) {}

  /**
   * Refuses (402) a card that its issuer declines, and (400) tokens, methods and references that
   * cannot be used.
   */
  async create(
    tenant: Tenant,
    operation: Operation,
    params: CreateCustomerParams,
  ): Promise<Found<Customer>> {
    const id = idOf('cus', operation.core());
    const { source, payment_method: methodId, invoice_settings: invoices } = params;
    const wantedDefault = invoices?.default_payment_method ?? null;
    if (wantedDefault !== null && wantedDefault !== methodId)
      throw new ApiException(notAttached(wantedDefault));
    const method =
      methodId === undefined
        ? null
        : await this.attachments.prepare(tenant, operation, methodId, id, 'reference');
    const card =
      source === undefined ? null : await this.sources.make(tenant, operation, id, source);
    const customer: Customer = {
      id,
      merchantId: tenant.merchantId,
      livemode: tenant.livemode,
      details: detailsFrom(params, wantedDefault === null ? null : (method?.method.id ?? null)),
      defaultSource: null,
      invoicePrefix: params.invoice_prefix ?? invoicePrefixOf(id),
      createdAt: operation.createdAtMs,
      deletedAt: null,
    };
    const created = await this.commands.create(tenant, operation, customer, card);
    if (method !== null) await this.attachments.give(tenant, operation, method);
    return created;
  }

  /** Also a deleted one. Refuses (404) what this account and mode never had. */
  find(tenant: Tenant, id: string): Promise<Found<Customer>> {
    return this.reader.find(tenant, customerKind, id);
  }

  /** Refuses (404) a deleted customer; all else as `create` does. */
  async update(
    tenant: Tenant,
    operation: Operation,
    id: string,
    params: UpdateCustomerParams,
  ): Promise<Found<Customer>> {
    const { state } = await livingCustomer(this.reader, tenant, id);
    const { source, default_source: defaultSource, invoice_settings: invoices } = params;
    if (
      defaultSource !== undefined &&
      state.paymentMethods.every((one) => one.id !== defaultSource)
    )
      throw wrongReference(missing(sourceKind, defaultSource, { param: 'default_source' }));
    const defaultMethod = invoices?.default_payment_method;
    if (typeof defaultMethod === 'string') await this.requireAttached(tenant, defaultMethod, id);
    const card =
      source === undefined ? null : await this.sources.make(tenant, operation, id, source);
    return this.commands.update(tenant, operation, id, changesFrom(params), card);
  }

  /** Deleting again changes nothing. Refuses (404) what this account and mode never had. */
  async remove(tenant: Tenant, operation: Operation, id: string) {
    await this.find(tenant, id);
    await this.commands.remove(tenant, operation, id);
    await this.leftBehind.detach(tenant, operation, id);
    return renderDeleted('customer', id);
  }

  private async requireAttached(tenant: Tenant, methodId: string, customer: string) {
    const found = await this.reader.lookUp(tenant, methodKind, methodId);
    if (found?.object.customer !== customer) throw new ApiException(notAttached(methodId));
  }
}

const notAttached = (methodId: string) =>
  invalidRequest(
    `The customer does not have a payment method with the ID ${methodId}. The payment method must be ` +
      'attached to the customer.',
    { code: 'resource_missing', param: 'invoice_settings[default_payment_method]' },
  );

/** Eight letters and digits, as good as unique among the customers of an account. */
const invoicePrefixOf = (customerId: string) =>
  deriveSuffix('invoice prefix', customerId).slice(-8).toUpperCase();
