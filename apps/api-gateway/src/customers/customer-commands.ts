// What can happen to a customer and to the cards in its stream.
import {
  parseId,
  rejectionToApiError,
  type Operation as Asked,
  type Tenant,
} from '@ledgerway/contracts';
import type {
  Customer,
  CustomerChanges,
  PaymentMethod,
  PaymentMethodChanges,
  StreamCommand,
} from '@ledgerway/domain';
import type { Commands } from '../commands/commands.js';
import type { Operation } from '../idempotency/operation.js';
import type { Found } from '../streams/stream-reader.js';

type Step = { readonly asked: Asked; readonly id: string; readonly step: string };

/** All of these answer with the customer as the command left it. */
export class CustomerCommands {
  constructor(private readonly commands: Commands) {}

  create(
    tenant: Tenant,
    operation: Operation,
    customer: Customer,
    source: PaymentMethod | null,
  ): Promise<Found<Customer>> {
    const command = {
      type: 'CreateCustomer',
      customer,
      source,
      at: operation.createdAtMs,
    } as const;
    const step = { asked: 'create', id: customer.id, step: 'create customer' } as const;
    return this.send(tenant, operation, customer.id, command, step);
  }

  /** `source` is added and becomes the default one, in place of the former default. */
  update(
    tenant: Tenant,
    operation: Operation,
    id: string,
    changes: CustomerChanges,
    source: PaymentMethod | null = null,
  ): Promise<Found<Customer>> {
    const at = operation.createdAtMs;
    const command = { type: 'UpdateCustomer', caller: tenant, changes, source, at } as const;
    return this.send(tenant, operation, id, command, { asked: 'update', id, step: `update ${id}` });
  }

  remove(tenant: Tenant, operation: Operation, id: string): Promise<Found<Customer>> {
    const at = operation.createdAtMs;
    const command = { type: 'DeleteCustomer', caller: tenant, at } as const;
    return this.send(tenant, operation, id, command, { asked: 'delete', id, step: `delete ${id}` });
  }

  addSource(
    tenant: Tenant,
    operation: Operation,
    id: string,
    source: PaymentMethod,
  ): Promise<Found<Customer>> {
    const at = operation.createdAtMs;
    const command = { type: 'AddSource', caller: tenant, source, at } as const;
    const step = { asked: 'create', id: source.id, step: `add ${source.id}` } as const;
    return this.send(tenant, operation, id, command, step);
  }

  /** The source's id names the customer's stream. */
  updateSource(
    tenant: Tenant,
    operation: Operation,
    sourceId: string,
    changes: PaymentMethodChanges,
  ): Promise<Found<Customer>> {
    const at = operation.createdAtMs;
    const command = { type: 'UpdateSource', caller: tenant, sourceId, changes, at } as const;
    const step = { asked: 'update', id: sourceId, step: `update ${sourceId}` } as const;
    return this.send(tenant, operation, sourceId, command, step);
  }

  removeSource(tenant: Tenant, operation: Operation, sourceId: string): Promise<Found<Customer>> {
    const at = operation.createdAtMs;
    const command = { type: 'RemoveSource', caller: tenant, sourceId, at } as const;
    const step = { asked: 'delete', id: sourceId, step: `remove ${sourceId}` } as const;
    return this.send(tenant, operation, sourceId, command, step);
  }

  private async send(
    tenant: Tenant,
    operation: Operation,
    streamOf: string,
    command: StreamCommand,
    { asked, id, step }: Step,
  ): Promise<Found<Customer>> {
    const parsed = parseId(streamOf);
    if (parsed === undefined) throw new Error(`Not the id of a customer or its card: ${streamOf}`);
    const state = await this.commands.send(
      tenant,
      operation,
      parsed.core,
      command,
      (reason, refused) => rejectionToApiError[reason]({ operation: asked, id, state: refused }),
      step,
    );
    if (state.customer === null) throw new Error(`No customer in the stream of ${streamOf}`);
    return { object: state.customer, state };
  }
}
