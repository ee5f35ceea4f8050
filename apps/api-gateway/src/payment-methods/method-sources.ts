// Which method a payment or a setup is made with: one that is kept, or one that is made on the way.
import {
  deriveSuffix,
  idOf,
  type Core,
  type PaymentMethodDataParams,
  type Tenant,
} from '@ledgerway/contracts';
import {
  findMethod,
  type BillingDetails,
  type CardSnapshot,
  type MethodSnapshot,
  type PaymentMethod,
} from '@ledgerway/domain';
import { referencedCustomer } from '../customers/living-customer.js';
import { ApiException } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import { methodKind, sourceKind } from '../streams/kinds.js';
import type { StreamReader } from '../streams/stream-reader.js';
import type { CardSources } from '../tokens/card-sources.js';
import { noActiveCard, noLinkedSource } from './charge-refusals.js';
import type { NewMethods } from './new-methods.js';
import { isTestMethod } from './test-methods.js';

/** How requests name what to pay with. At most one of them is given. */
export type NamedMethod = {
  /** `pm_…`, `card_…`, or a test method such as `pm_card_visa`. */
  readonly payment_method?: string;
  readonly payment_method_data?: PaymentMethodDataParams;
  /** `card_…`. */
  readonly source?: string;
};

export type ChosenMethod = {
  readonly snapshot: MethodSnapshot;
  /** Made on the way: goes with the command that uses it, into the given stream. */
  readonly newMethod: PaymentMethod | null;
  /**
   * The method as it is kept in another stream or the given one. One without a customer is to be
   * used up there (`MethodCommands.useUp`) before it pays.
   */
  readonly kept: PaymentMethod | null;
};

/** What a charge is made with. */
export type Chargeable = {
  readonly card: CardSnapshot;
  /** The id that the charge shows as its `payment_method`: the customer's source, or the card's. */
  readonly paymentMethod: string;
  /** Null if the card came without any. */
  readonly billing: BillingDetails | null;
};

export class MethodSources {
  constructor(
    private readonly reader: StreamReader,
    private readonly cards: CardSources,
    private readonly newMethods: NewMethods,
  ) {}

  /**
   * What the request names; null if it names nothing. Refuses (400) the id of nothing, and a token
   * that is unknown or was used; (402) what cannot be a card. Whether the method may pay this is
   * decided by the command.
   *
   * @param forStream the stream that a method made on the way is to live in
   */
  async methodFor(
    tenant: Tenant,
    operation: Operation,
    { payment_method: id, payment_method_data: data, source }: NamedMethod,
    forStream: Core,
  ): Promise<ChosenMethod | null> {
    const newId = idOf('pm', forStream, deriveSuffix(operation.commandId(), 'method'));
    if (data !== undefined) {
      const cardParam = 'payment_method_data[card]';
      return made(await this.newMethods.fromData(tenant, operation, newId, data, cardParam));
    }
    if (source !== undefined)
      return kept((await this.reader.reference(tenant, sourceKind, source, 'source')).object);
    if (id === undefined) return null;
    if (isTestMethod(tenant, id))
      return made(this.newMethods.ofTestCard(tenant, operation, newId, id));
    return kept((await this.reader.reference(tenant, methodKind, id, 'payment_method')).object);
  }

  /**
   * The card of a charge: that of a token, or, with a customer, the source that is named or else the
   * default one. Refuses an unknown customer and a token that is unknown or was used (400), a source
   * that is not of this customer (404), and a customer without a card (402).
   *
   * @param chargeId what a token is spent on
   */
  async chargeableFor(
    tenant: Tenant,
    { customer, source }: { readonly customer?: string; readonly source?: string },
    chargeId: string,
  ): Promise<Chargeable> {
    if (customer === undefined) {
      const payers = await this.cards.payersCardFromToken(tenant, source ?? '', chargeId);
      return { ...payers, paymentMethod: payers.card.id };
    }
    const { object, state } = await referencedCustomer(this.reader, tenant, customer);
    const sourceId = source ?? object.defaultSource;
    if (sourceId === null) throw new ApiException(noActiveCard());
    const found = findMethod(state, sourceId);
    if (found === null || found.card === null)
      throw new ApiException(noLinkedSource(customer, sourceId));
    return { card: found.card, paymentMethod: sourceId, billing: found.billing };
  }
}

const made = (method: PaymentMethod): ChosenMethod => ({
  snapshot: snapshotOf(method),
  newMethod: method,
  kept: null,
});

const kept = (method: PaymentMethod): ChosenMethod => ({
  snapshot: snapshotOf(method),
  newMethod: null,
  kept: method,
});

const snapshotOf = ({ id, type, card, billing, customer, setUp }: PaymentMethod) => ({
  id,
  type,
  card,
  billing,
  customer,
  setUp,
});
