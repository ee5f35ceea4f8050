// Which endpoints want which events, remembered in memory. The memory carries the version that it
// was read at; ingest writes only if that version still holds, so a stale one does no harm.
import { apiVersion as defaultApiVersion, type Tenant } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';

export type Subscriber = {
  readonly endpointId: string;
  readonly apiVersion: string;
  readonly enabledEvents: ReadonlySet<string>;
  readonly enabled: boolean;
  readonly ordering: 'none' | 'per_object' | 'fifo';
};

/** The subscribers of some tenants, as of one version of all endpoints. */
export type Subscriptions = {
  readonly version: bigint;
  to(tenant: Tenant, eventType: string): readonly Subscriber[];
};

const maxTenants = 10_000;

// One snapshot for both: the version belongs to exactly these endpoints.
const loadSql = `
  select c.version, e.merchant_id, e.livemode, e.endpoint_id, e.api_version, e.enabled_events,
    e.status = 'enabled' as enabled, e.ordering
  from endpoint_changes c
  left join endpoint e on e.merchant_id = any($1) and not e.deleted
  order by e.seq`;

type LoadedRow = {
  readonly version: string;
  readonly merchant_id: string | null;
  readonly livemode: boolean;
  readonly endpoint_id: string;
  readonly api_version: string | null;
  readonly enabled_events: string[];
  readonly enabled: boolean;
  readonly ordering: Subscriber['ordering'];
};

type Loaded = { version: bigint; tenants: Map<string, Subscriber[]> };

export class SubscriptionCache {
  private loaded: Loaded = { version: -1n, tenants: new Map() };

  constructor(private readonly database: Database) {}

  /** Another process, or this one, has changed an endpoint. */
  forget(): void {
    this.loaded = { version: -1n, tenants: new Map() };
  }

  async of(merchantIds: ReadonlySet<string>): Promise<Subscriptions> {
    const known = this.loaded;
    const missing = [...merchantIds].filter((id) => !known.tenants.has(keyOf(id, true)));
    if (missing.length === 0 && known.version >= 0n) return view(known);
    const fresh = await this.load(missing);
    if (fresh.version === known.version) {
      for (const [key, subscribers] of fresh.tenants) known.tenants.set(key, subscribers);
      if (known.tenants.size > maxTenants) this.forget();
      return view(known);
    }
    // What was known is of another version: all of it is read again.
    const all = missing.length === merchantIds.size ? fresh : await this.load([...merchantIds]);
    this.loaded = all;
    return view(all);
  }

  private async load(merchantIds: readonly string[]): Promise<Loaded> {
    const { rows } = await this.database.query<LoadedRow>(loadSql, [merchantIds]);
    const tenants = new Map<string, Subscriber[]>(
      merchantIds.flatMap((id) => [
        [keyOf(id, true), []],
        [keyOf(id, false), []],
      ]),
    );
    for (const row of rows)
      if (row.merchant_id !== null)
        tenants.get(keyOf(row.merchant_id, row.livemode))!.push({
          endpointId: row.endpoint_id,
          apiVersion: row.api_version ?? defaultApiVersion,
          enabledEvents: new Set(row.enabled_events),
          enabled: row.enabled,
          ordering: row.ordering,
        });
    return { version: BigInt(rows[0]!.version), tenants };
  }
}

const keyOf = (merchantId: string, livemode: boolean) => `${merchantId} ${livemode}`;

const view = ({ version, tenants }: Loaded): Subscriptions => ({
  version,
  to: (tenant, eventType) =>
    (tenants.get(keyOf(tenant.merchantId, tenant.livemode)) ?? []).filter(
      ({ enabledEvents }) => enabledEvents.has('*') || enabledEvents.has(eventType),
    ),
});
