// Endpoints as those need them who want to deliver something to them.
import {
  apiVersion as defaultApiVersion,
  type EndpointRefusal,
  type Tenant,
} from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import { endpointJson, type EndpointRow } from '../endpoints/endpoint-rows.js';

const endpointsSql = `
  select * from endpoint
  where merchant_id = $1 and livemode = $2 and not deleted and ($3::text is null or endpoint_id = $3)
  order by seq`;

export type OpenEndpoint = {
  readonly row: EndpointRow;
  readonly endpointId: string;
  readonly apiVersion: string;
};

/** All enabled endpoints of the tenant. */
export async function openEndpoints(
  database: Pick<Database, 'query'>,
  { merchantId, livemode }: Tenant,
): Promise<OpenEndpoint[]> {
  const { rows } = await database.query<EndpointRow>(endpointsSql, [merchantId, livemode, null]);
  return rows.filter(({ status }) => status === 'enabled').map(openEndpoint);
}

/** Null if the tenant has no such endpoint; a refusal if it is disabled. */
export async function findOpenEndpoint(
  database: Pick<Database, 'query'>,
  { merchantId, livemode }: Tenant,
  id: string,
): Promise<OpenEndpoint | EndpointRefusal | null> {
  const { rows } = await database.query<EndpointRow>(endpointsSql, [merchantId, livemode, id]);
  if (rows[0] === undefined) return null;
  return rows[0].status === 'enabled' ? openEndpoint(rows[0]) : disabled;
}

const openEndpoint = (row: EndpointRow): OpenEndpoint => ({
  row,
  endpointId: row.endpoint_id,
  apiVersion: row.api_version ?? defaultApiVersion,
});

export const publicEndpoint = ({ row }: OpenEndpoint) => endpointJson(row);

const disabled: EndpointRefusal = {
  refused: {
    param: null,
    code: null,
    message: 'This webhook endpoint is disabled. Enable it first.',
  },
};
