// What can happen to a payment method that is kept, wherever its stream is. Cards that a customer has
// in the older way (`card_…`) are changed and removed as parts of the customer.
import {
  parseId,
  rejectionToApiError,
  type Operation as Asked,
  type Tenant,
} from '@ledgerway/contracts';
import type { PaymentMethod, PaymentMethodChanges, StreamCommand } from '@ledgerway/domain';
import type { Commands } from '../commands/commands.js';
import type { Operation } from '../idempotency/operation.js';

export class MethodCommands {
  constructor(private readonly commands: Commands) {}

  create(tenant: Tenant, operation: Operation, method: PaymentMethod): Promise<PaymentMethod> {
    const at = operation.createdAtMs;
    const command: StreamCommand = { type: 'CreatePaymentMethod', method, at };
    return this.send(tenant, operation, method.id, command, 'create', 'create method');
  }

  update(
    tenant: Tenant,
    operation: Operation,
    id: string,
    changes: PaymentMethodChanges,
  ): Promise<PaymentMethod> {
    const changed = { caller: tenant, methodId: id, changes, at: operation.createdAtMs };
    const command: StreamCommand = { type: 'UpdatePaymentMethod', ...changed };
    return this.send(tenant, operation, id, command, 'update', `update ${id}`);
  }

  /**
   * The method as it belongs to the customer. Its card was verified before. Refuses (400) one of
   * another customer, and one that was used or detached.
   *
   * @param setUp true once 3-D Secure was passed for later payments
   */
  attach(
    tenant: Tenant,
    operation: Operation,
    id: string,
    customer: string,
    { setUp }: { readonly setUp: boolean } = { setUp: false },
  ): Promise<PaymentMethod> {
    const at = operation.createdAtMs;
    const attached = { caller: tenant, methodId: id, customer, setUp, at };
    const command: StreamCommand = { type: 'AttachPaymentMethod', ...attached };
    return this.send(tenant, operation, id, command, 'attach', `attach ${id}`);
  }

  /** The method without a customer; it can pay nothing any more. Refuses (400) one that has none. */
  detach(tenant: Tenant, operation: Operation, id: string): Promise<PaymentMethod> {
    const at = operation.createdAtMs;
    const command: StreamCommand = {
      type: 'DetachPaymentMethod',
      caller: tenant,
      methodId: id,
      at,
    };
    return this.send(tenant, operation, id, command, 'detach', `detach ${id}`);
  }

  /**
   * Takes a method without a customer for one payment or setup, named by its id: no other may take
   * it afterwards (400). Does nothing to a customer's method.
   */
  useUp(tenant: Tenant, operation: Operation, id: string, by: string): Promise<PaymentMethod> {
    const at = operation.createdAtMs;
    const command: StreamCommand = {
      type: 'UsePaymentMethod',
      caller: tenant,
      methodId: id,
      by,
      at,
    };
    return this.send(tenant, operation, id, command, 'confirm', `use ${id}`);
  }

  private async send(
    tenant: Tenant,
    operation: Operation,
    id: string,
    command: StreamCommand,
    asked: Asked,
    step: string,
  ): Promise<PaymentMethod> {
    const state = await this.commands.send(
      tenant,
      operation,
      coreOf(id),
      command,
      (reason, refused) => rejectionToApiError[reason]({ operation: asked, id, state: refused }),
      step,
    );
    const method = state.paymentMethods.find((one) => one.id === id);
    if (method === undefined) throw new Error(`No method ${id} in the reply to its command`);
    return method;
  }
}

function coreOf(id: string) {
  const parsed = parseId(id);
  if (parsed === undefined) throw new Error(`Not the id of a method: ${id}`);
  return parsed.core;
}
