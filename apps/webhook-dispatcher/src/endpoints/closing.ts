// Closing an endpoint that is not its owner's doing: it stays, disabled, with the reason.
import type { Transaction } from '@ledgerway/platform';
import { cancelSql } from '../deliveries/cancelling.js';
import type { EndpointRow } from './endpoint-rows.js';

/** `failing`: nothing but failures for days. The others are its own server's word. */
export type DisablingReason = 'gone' | 'asked' | 'failing';

const disableSql = `
  update endpoint set status = 'disabled', disabled_reason = $2, revision = $3
  where endpoint_id = $1 and status = 'enabled' and not deleted
  returning *`;

export const cancelWaitingSql = cancelSql('endpoint_id = $1');

export type Closing = {
  readonly endpointId: string;
  readonly reason: DisablingReason;
  /** Of this change of endpoints. */
  readonly version: string;
  readonly at: Date;
};

/** Cancels what waits, too. @returns undefined if the endpoint was closed already */
export async function closeEndpoint(
  transaction: Transaction,
  { endpointId, reason, version, at }: Closing,
): Promise<EndpointRow | undefined> {
  const values = [endpointId, reason, version];
  const { rows } = await transaction.query<EndpointRow>(disableSql, values);
  await transaction.query(cancelWaitingSql, [endpointId, at]);
  return rows[0];
}
