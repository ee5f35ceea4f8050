// Puts objects in the place of their ids, along the paths of `expand[]`.
import {
  payoutFromJson,
  renderBalanceTransaction,
  renderCharge,
  renderCustomer,
  renderDeleted,
  renderDispute,
  renderPaymentMethod,
  renderPayout,
  renderRefund,
  renderSource,
  type Tenant,
} from '@ledgerway/contracts';
import type { Charge, Customer, PaymentMethod, StreamState } from '@ledgerway/domain';
import type { PublicObjects } from '../objects/public-objects.js';
import { ReportingClient } from '../queries/query-client.js';
import type { SeenPositions } from '../queries/seen-positions.js';
import {
  chargeKind,
  customerKind,
  disputeKind,
  intentKind,
  methodKind,
  refundKind,
} from '../streams/kinds.js';
import type { StreamReader } from '../streams/stream-reader.js';
import { isList, kindsBehind, targetOf, type ExpandableKind } from './expandable.js';

type Json = Readonly<Record<string, unknown>>;
type List = Json & { readonly data: readonly Json[] };
type Paths = readonly string[];

/** The paths below a field: those of `refunds.data.charge` below `refunds` are `data.charge`. */
const below = (paths: Paths, field: string): string[] =>
  paths.filter((path) => path.startsWith(`${field}.`)).map((path) => path.slice(field.length + 1));

const asks = (paths: Paths, field: string) =>
  paths.some((path) => path === field || path.startsWith(`${field}.`));

/** Of the paths below a field that may hold several kinds, those that this kind has. */
const only = (paths: Paths, kind: ExpandableKind) =>
  paths.filter((path) => targetOf(kind, path.split('.')[0]!) !== undefined);

export class Expander {
  constructor(
    private readonly reader: StreamReader,
    private readonly objects: PublicObjects,
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
  ) {}

  /** A charge as the public API shows it, expanded. The paths of all of these have been checked. */
  charge(tenant: Tenant, charge: Charge, paths: Paths): Promise<Json> {
    const object = renderCharge(charge, { expandRefunds: asks(paths, 'refunds') });
    return this.expand(tenant, 'charge', object, paths);
  }

  customer(
    tenant: Tenant,
    customer: Customer,
    sources: readonly PaymentMethod[],
    paths: Paths,
  ): Promise<Json> {
    const newestFirst = sources.toReversed();
    const object = renderCustomer(customer, {
      ...(asks(paths, 'sources') && { sources: newestFirst }),
    });
    return this.expand(tenant, 'customer', object, paths);
  }

  async paymentIntent(tenant: Tenant, state: StreamState, paths: Paths): Promise<Json> {
    const object = await this.objects.paymentIntent(state);
    return this.expand(tenant, 'payment_intent', object, paths);
  }

  setupIntent(tenant: Tenant, state: StreamState, paths: Paths): Promise<Json> {
    return this.expand(tenant, 'setup_intent', this.objects.setupIntent(state), paths);
  }

  async expand(tenant: Tenant, kind: ExpandableKind, object: Json, paths: Paths): Promise<Json> {
    if (paths.length === 0) return object;
    const names = [...new Set(paths.map((path) => path.split('.')[0]!))];
    const expanded = await Promise.all(
      names.map(async (name) => [
        name,
        await this.field(tenant, kind, name, object[name], below(paths, name)),
      ]),
    );
    return { ...object, ...(Object.fromEntries(expanded) as Json) };
  }

  private async field(
    tenant: Tenant,
    kind: ExpandableKind,
    name: string,
    value: unknown,
    paths: Paths,
  ): Promise<unknown> {
    const target = targetOf(kind, name);
    if (target === undefined) return value;
    if (isList(target)) return this.rows(tenant, kindsBehind(target)[0]!, value, paths);
    if (target === 'within invoice_settings')
      return this.expand(tenant, 'invoice_settings', value as Json, paths);
    if (typeof value !== 'string') return value;
    for (const one of kindsBehind(target)) {
      const object = await this.object(tenant, one, value, only(paths, one));
      if (object !== undefined) return object;
    }
    return value;
  }

  private async rows(tenant: Tenant, kind: ExpandableKind, value: unknown, paths: Paths) {
    const list = value as List;
    const inRows = below(paths, 'data');
    const data = list.data.map((row) => this.expand(tenant, kind, row, inRows));
    return { ...list, data: await Promise.all(data) };
  }

  /** The object of that kind and id; nothing if there is none: then its id stays. */
  private async object(
    tenant: Tenant,
    kind: ExpandableKind,
    id: string,
    paths: Paths,
  ): Promise<Json | undefined> {
    switch (kind) {
      case 'balance_transaction':
        return this.balanceTransaction(tenant, id, paths);
      case 'charge': {
        const found = await this.reader.lookUp(tenant, chargeKind, id);
        return found && this.charge(tenant, found.object, paths);
      }
      case 'refund': {
        const found = await this.reader.lookUp(tenant, refundKind, id);
        const refund = found && renderRefund(found.object, id);
        return refund && this.expand(tenant, 'refund', refund, paths);
      }
      case 'dispute': {
        const found = await this.reader.lookUp(tenant, disputeKind, id);
        const dispute = found && renderDispute(found.object.charge, id);
        return dispute && this.expand(tenant, 'dispute', dispute, paths);
      }
      case 'customer': {
        const found = await this.reader.lookUp(tenant, customerKind, id);
        if (found?.object.deletedAt) return renderDeleted('customer', id);
        return found && this.customer(tenant, found.object, found.state.paymentMethods, paths);
      }
      case 'payment_intent': {
        const found = await this.reader.lookUp(tenant, intentKind, id);
        return found && this.paymentIntent(tenant, found.state, paths);
      }
      case 'payout':
        return this.payout(tenant, id, paths);
      case 'payment_method':
      case 'card': {
        const found = await this.reader.lookUp(tenant, methodKind, id);
        const render = kind === 'card' ? renderSource : renderPaymentMethod;
        return found && this.expand(tenant, kind, render(found.object), paths);
      }
      default:
        return undefined;
    }
  }

  private async payout(tenant: Tenant, id: string, paths: Paths) {
    const after = this.seen.after(tenant);
    const json = await this.reporting.ask('reporting.payout', { ...tenant, id, after });
    if (json === null) return undefined;
    const payout = renderPayout(payoutFromJson(json), tenant.livemode);
    return this.expand(tenant, 'payout', payout, paths);
  }

  private async balanceTransaction(tenant: Tenant, id: string, paths: Paths) {
    const after = this.seen.after(tenant);
    const row = await this.reporting.ask('reporting.balance_transaction', { ...tenant, id, after });
    if (row === null) return undefined;
    return this.expand(tenant, 'balance_transaction', renderBalanceTransaction(row), paths);
  }
}
