// Gives methods to customers and takes them away again. A card is verified before it is given.
import { idOf, rejectionToApiError, type Tenant } from '@ledgerway/contracts';
import { emptyStreamState, paymentMethod, type PaymentMethod } from '@ledgerway/domain';
import type { CustomerCommands } from '../customers/customer-commands.js';
import { referencedCustomer } from '../customers/living-customer.js';
import { ApiException } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import { customerKind, methodKind } from '../streams/kinds.js';
import type { StreamReader } from '../streams/stream-reader.js';
import type { CardVerifier } from './card-verifier.js';
import type { MethodCommands } from './method-commands.js';
import type { NewMethods } from './new-methods.js';
import { isSource } from './payment-methods.js';
import { isTestMethod } from './test-methods.js';

/** A method that the customer may have. `isNew`: it is not kept anywhere yet. */
export type Attachable = {
  readonly method: PaymentMethod;
  readonly customer: string;
  readonly isNew: boolean;
};

export class Attachments {
  constructor(
    private readonly reader: StreamReader,
    private readonly newMethods: NewMethods,
    private readonly methods: MethodCommands,
    private readonly customers: CustomerCommands,
    private readonly verifier: CardVerifier,
  ) {}

  /**
   * Refuses (404) a method that is unknown, (402) a card that its issuer declines, and (400) an
   * unknown customer and a method that cannot be the customer's.
   */
  async attach(
    tenant: Tenant,
    operation: Operation,
    id: string,
    customer: string,
  ): Promise<PaymentMethod> {
    await referencedCustomer(this.reader, tenant, customer);
    const attachable = await this.prepare(tenant, operation, id, customer, 'find');
    return this.give(tenant, operation, attachable);
  }

  /**
   * All that may be refused is refused here, so that a customer can be made before `give`.
   *
   * @param by whether an unknown method is what is asked for (404) or named by a parameter (400)
   */
  async prepare(
    tenant: Tenant,
    operation: Operation,
    id: string,
    customer: string,
    by: 'find' | 'reference',
  ): Promise<Attachable> {
    const isNew = isTestMethod(tenant, id);
    const method = isNew
      ? this.newMethods.ofTestCard(tenant, operation, idOf('pm', operation.core('method')), id)
      : (await this.reader[by](tenant, methodKind, id, 'payment_method')).object;
    refuseToAttach(method, customer, operation);
    // One that is the customer's already was verified then.
    if (method.card !== null && method.customer === null)
      await this.verifier.verify(tenant, method.card);
    return { method, customer, isNew };
  }

  async give(
    tenant: Tenant,
    operation: Operation,
    { method, customer, isNew }: Attachable,
  ): Promise<PaymentMethod> {
    if (isNew) await this.methods.create(tenant, operation, method);
    return this.methods.attach(tenant, operation, method.id, customer);
  }

  /** The method without a customer. Refuses (404) what is unknown, (400) what has no customer. */
  async detach(tenant: Tenant, operation: Operation, id: string): Promise<PaymentMethod> {
    const { object: method } = await this.reader.find(tenant, methodKind, id);
    const detached = await this.takeAway(tenant, operation, method);
    if (method.customer !== null) await this.clearDefault(tenant, operation, method.customer, id);
    return detached;
  }

  private async takeAway(tenant: Tenant, operation: Operation, method: PaymentMethod) {
    if (!isSource(method)) return this.methods.detach(tenant, operation, method.id);
    await this.customers.removeSource(tenant, operation, method.id);
    return { ...method, customer: null };
  }

  /** What a customer does not have any more cannot be its default. */
  private async clearDefault(tenant: Tenant, operation: Operation, customer: string, id: string) {
    const found = await this.reader.lookUp(tenant, customerKind, customer);
    if (found?.object.deletedAt !== null || found.object.details.defaultPaymentMethod !== id)
      return;
    await this.customers.update(tenant, operation, customer, { defaultPaymentMethod: null });
  }
}

/** The domain's own refusal (400), before anything is made or verified. */
function refuseToAttach(method: PaymentMethod, customer: string, operation: Operation): void {
  const state = { ...emptyStreamState, paymentMethods: [method] };
  const { id: methodId, merchantId, livemode } = method;
  const caller = { merchantId, livemode };
  const decision = paymentMethod.decide(
    {
      type: 'AttachPaymentMethod',
      caller,
      methodId,
      customer,
      setUp: false,
      at: operation.createdAtMs,
    },
    state,
  );
  if (decision.accepted) return;
  const answer = rejectionToApiError[decision.reason];
  throw new ApiException(answer({ operation: 'attach', id: methodId, state }));
}
