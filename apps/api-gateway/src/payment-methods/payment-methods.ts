// Payment methods by themselves: made, shown and changed.
import {
  expiryRefusal,
  fullYear,
  idOf,
  sandboxCard,
  type CreatePaymentMethodParams,
  type Tenant,
  type UpdatePaymentMethodParams,
} from '@ledgerway/contracts';
import { findMethod, type CardSnapshot, type PaymentMethod } from '@ledgerway/domain';
import type { Clock } from '@ledgerway/platform';
import type { CustomerCommands } from '../customers/customer-commands.js';
import { livingCustomer } from '../customers/living-customer.js';
import { ApiException } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import { methodKind } from '../streams/kinds.js';
import { missing, type StreamReader } from '../streams/stream-reader.js';
import { billingChanges } from './billing.js';
import type { MethodCommands } from './method-commands.js';
import { newMethod, type NewMethods } from './new-methods.js';
import { isTestMethod } from './test-methods.js';

type Expiry = { readonly exp_month?: number; readonly exp_year?: number };

/** Whether a method is a card that a customer has in the older way. */
export const isSource = ({ id }: PaymentMethod): boolean => id.startsWith('card_');

export class PaymentMethods {
  constructor(
    private readonly reader: StreamReader,
    private readonly newMethods: NewMethods,
    private readonly commands: MethodCommands,
    private readonly customers: CustomerCommands,
    private readonly clock: Clock,
  ) {}

  /** Refuses (402) what cannot be a card, and (400) a token that is unknown or was used. */
  async create(
    tenant: Tenant,
    operation: Operation,
    params: CreatePaymentMethodParams,
  ): Promise<PaymentMethod> {
    const id = idOf('pm', operation.core());
    const method = await this.newMethods.fromData(tenant, operation, id, params, 'card');
    return this.commands.create(tenant, operation, method);
  }

  /** Refuses (404) what this account and mode does not have. A test method is always as new. */
  async find(tenant: Tenant, id: string): Promise<PaymentMethod> {
    if (!isTestMethod(tenant, id)) return (await this.reader.find(tenant, methodKind, id)).object;
    const card = sandboxCard(id) ?? null;
    return { ...newMethod(tenant, id, this.clock.now()), card };
  }

  /** Refuses (404) one that does not belong to this customer. */
  async findOf(tenant: Tenant, customer: string, id: string): Promise<PaymentMethod> {
    await livingCustomer(this.reader, tenant, customer);
    const method = await this.find(tenant, id);
    if (method.customer !== customer) throw new ApiException(missing(methodKind, id));
    return method;
  }

  /** Refuses (402) an expiry that is over. */
  async update(
    tenant: Tenant,
    operation: Operation,
    id: string,
    { card, billing_details: billing, metadata }: UpdatePaymentMethodParams,
  ): Promise<PaymentMethod> {
    const { object: method } = await this.reader.find(tenant, methodKind, id);
    const expiry = method.card && card ? expiryChanges(method.card, card, this.clock) : {};
    const changes = { billing: billingChanges(billing), ...expiry, metadata };
    if (!isSource(method)) return this.commands.update(tenant, operation, id, changes);
    const { state } = await this.customers.updateSource(tenant, operation, id, changes);
    return findMethod(state, id) ?? method;
  }
}

/** Refuses (402) an expiry that is over. */
export function expiryChanges(
  card: CardSnapshot,
  { exp_month: expMonth, exp_year: year }: Expiry,
  clock: Clock,
): { readonly expMonth?: number; readonly expYear?: number } {
  if (expMonth === undefined && year === undefined) return {};
  const changed = {
    expMonth: expMonth ?? card.expMonth,
    expYear: year === undefined ? card.expYear : fullYear(year),
  };
  const refusal = expiryRefusal(changed.expMonth, changed.expYear, new Date(clock.now()));
  if (refusal !== undefined) throw new ApiException(refusal);
  return changed;
}
