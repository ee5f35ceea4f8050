// How an endpoint wants its deliveries, as it is stored and changed.
import type { DeliverySettingsChanges, EndpointRefusal, Tenant } from '@ledgerway/contracts';
import type { Transaction } from '@ledgerway/platform';
import { releaseBlocked } from '../deliveries/blocked.js';
import { refuseCustomHeaders } from '../delivery/custom-headers.js';
import { openHeaders, sealHeaders, type CustomHeaders } from './custom-headers.js';
import type { EndpointRow } from './endpoint-rows.js';
import type { SecretBox } from './secrets.js';

const settingsSql = `
  update endpoint set
    ordering = coalesce($2, ordering),
    poison = coalesce($3, poison),
    rate_per_s = case when $4 then $5::int else rate_per_s end,
    timeout_ms = case when $6 then $7::int else timeout_ms end,
    retry_delays_s = case when $8 then $9::int[] else retry_delays_s end,
    custom_headers = case when $10 then $11::bytea else custom_headers end,
    custom_header_names = case when $10 then $12::text[] else custom_header_names end
  where endpoint_id = $1
  returning *`;

const headersSql = `
  select custom_headers from endpoint
  where endpoint_id = $1 and merchant_id = $2 and livemode = $3 and not deleted`;

/** Changes that may be made: headers are those that the endpoint has afterwards. */
export type CheckedSettings = Omit<DeliverySettingsChanges, 'customHeaders'> & {
  readonly headers?: CustomHeaders;
};

/** @param current none for an endpoint that is only made. @returns null: nothing is to change */
export function checkSettings(
  current: CustomHeaders,
  changes: DeliverySettingsChanges | undefined,
): CheckedSettings | EndpointRefusal | null {
  if (changes === undefined) return null;
  const { customHeaders, ...rest } = changes;
  if (customHeaders === undefined) return rest;
  const headers = merged(current, customHeaders);
  const problem = refuseCustomHeaders(headers);
  if (problem === null) return { ...rest, headers };
  return { refused: { param: 'delivery[custom_headers]', code: null, message: problem } };
}

/** Within the transaction of a change of this endpoint. @returns the row after it */
export async function changeSettings(
  transaction: Transaction,
  endpointId: string,
  settings: CheckedSettings,
  secrets: SecretBox,
  nowMs: number,
): Promise<EndpointRow> {
  // Nothing holds the line any more: what did is tried once more, and then given up.
  if (settings.poison === 'skip' || settings.ordering === 'none')
    await releaseBlocked(transaction, endpointId, nowMs);
  const { ordering, poison, ratePerSecond, timeoutMs, retryDelaysS, headers } = settings;
  const { rows } = await transaction.query<EndpointRow>(settingsSql, [
    endpointId,
    ordering,
    poison,
    ratePerSecond !== undefined,
    ratePerSecond,
    timeoutMs !== undefined,
    timeoutMs,
    retryDelaysS !== undefined,
    retryDelaysS,
    headers !== undefined,
    sealHeaders(headers ?? {}, endpointId, secrets),
    Object.keys(headers ?? {}),
  ]);
  return rows[0]!;
}

/** None if there is no such endpoint. */
export async function headersOf(
  transaction: Transaction,
  { id, merchantId, livemode }: Tenant & { readonly id: string },
  secrets: SecretBox,
): Promise<CustomHeaders> {
  const { rows } = await transaction.query<{ custom_headers: Buffer | null }>(headersSql, [
    id,
    merchantId,
    livemode,
  ]);
  return openHeaders(rows[0]?.custom_headers ?? null, id, secrets);
}

/** Empty text removes a header; null instead of changes removes them all. */
function merged(current: CustomHeaders, changes: CustomHeaders | null): CustomHeaders {
  const entries = changes === null ? [] : Object.entries({ ...current, ...changes });
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}
