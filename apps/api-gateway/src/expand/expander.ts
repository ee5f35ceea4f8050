// Puts objects in the place of their ids, along the paths of `expand[]`.
import {
  idOf,
  parseId,
  renderBalanceTransaction,
  renderCharge,
  renderRefund,
  chargeFromJson,
  type Tenant,
} from '@ledgerway/contracts';
import type { Charge } from '@ledgerway/domain';
import { ReportingClient, PaymentsClient } from '../queries/query-client.js';
import type { SeenPositions } from '../queries/seen-positions.js';
import { targetOf, type ExpandableKind } from './expandable.js';

type Json = Readonly<Record<string, unknown>>;
type List = Json & { readonly data: readonly Json[] };

/** The paths below a field: those of `refunds.data.charge` below `refunds` are `data.charge`. */
const below = (paths: readonly string[], field: string): string[] =>
  paths.filter((path) => path.startsWith(`${field}.`)).map((path) => path.slice(field.length + 1));

export class Expander {
  constructor(
    private readonly payments: PaymentsClient,
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
  ) {}

  /** A charge as the public API shows it, expanded. The paths have been checked. */
  charge(tenant: Tenant, charge: Charge, paths: readonly string[]): Promise<Json> {
    const expandRefunds = paths.some((path) => path === 'refunds' || path.startsWith('refunds.'));
    return this.expand(tenant, 'charge', renderCharge(charge, { expandRefunds }), paths);
  }

  async expand(
    tenant: Tenant,
    kind: ExpandableKind,
    object: Json,
    paths: readonly string[],
  ): Promise<Json> {
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
    paths: readonly string[],
  ): Promise<unknown> {
    const target = targetOf(kind, name);
    if (target === 'list') return this.refunds(tenant, value as List, below(paths, 'data'));
    if (typeof value !== 'string') return value;
    if (target === 'balance_transaction') return this.balanceTransaction(tenant, value, paths);
    if (target === 'charge' || target === 'source') return this.source(tenant, value, paths);
    return value;
  }

  private async refunds(tenant: Tenant, list: List, paths: readonly string[]): Promise<unknown> {
    if (paths.length === 0) return list;
    const data = list.data.map((refund) => this.expand(tenant, 'refund', refund, paths));
    return { ...list, data: await Promise.all(data) };
  }

  private async balanceTransaction(tenant: Tenant, id: string, paths: readonly string[]) {
    const after = this.seen.after(tenant);
    const row = await this.reporting.ask('reporting.balance_transaction', { ...tenant, id, after });
    if (row === null) return id;
    return this.expand(tenant, 'balance_transaction', renderBalanceTransaction(row), paths);
  }

  /** The charge or refund of that id; the id itself if there is none. */
  private async source(tenant: Tenant, id: string, paths: readonly string[]): Promise<unknown> {
    const parsed = parseId(id);
    if (parsed === undefined) return id;
    const chargeId = idOf('ch', parsed.core);
    const json = await this.payments.ask('payments.charge', { ...tenant, chargeId });
    if (json === null) return id;
    const charge = chargeFromJson(json);
    if (parsed.prefix === 'ch') return this.charge(tenant, charge, only(paths, 'charge'));
    const refund = renderRefund(charge, id);
    return refund ? this.expand(tenant, 'refund', refund, only(paths, 'refund')) : id;
  }
}

/** Of the paths below a source that may be of either kind, those that this kind has. */
const only = (paths: readonly string[], kind: ExpandableKind) =>
  paths.filter((path) => targetOf(kind, path.split('.')[0]!) !== undefined);
