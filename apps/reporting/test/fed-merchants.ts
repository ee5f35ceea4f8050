// The streams of merchants, told of what happened to their charges as payments tells them.
import { idOf, merchantCore, parseId, tenantOfRecord, type Tenant } from '@ledgerway/contracts';
import { movementOf, type MerchantCommand, type Movement } from '@ledgerway/domain';
import type { WrittenLog } from './written-log.js';

/** An id by which a log finds the stream of a merchant in one mode. */
export const merchantStreamId = ({ merchantId, livemode }: Tenant): string =>
  idOf('po', merchantCore(merchantId, livemode));

/** All that the log knows of what the merchant is owed, in the log's order. */
export const movementsFor = (log: WrittenLog, tenant: Tenant): Movement[] =>
  log.records.flatMap((record): Movement[] => {
    const { event, state, partition, position } = record;
    const movement = movementOf(event, state.charge);
    if (movement === null) return [];
    const owner = tenantOfRecord(record);
    const isOurs = owner?.merchantId === tenant.merchantId && owner.livemode === tenant.livemode;
    return isOurs ? [{ ...movement, partition, position: Number(position) }] : [];
  });

/** Tells the merchant all that the log knows of its charges; what it knows already counts once. */
export async function feedFunds(log: WrittenLog, tenant: Tenant, at: number): Promise<void> {
  const movements = movementsFor(log, tenant);
  if (movements.length > 0)
    await decideFor(log, tenant, { type: 'RecordFunds', ...tenant, movements, at });
}

export async function decideFor(
  log: WrittenLog,
  tenant: Tenant,
  command: MerchantCommand,
): Promise<void> {
  await log.run(merchantStreamId(tenant), command);
}

/** Minor units that the merchant can spend. */
export function availableTo(log: WrittenLog, tenant: Tenant, currency = 'hkd'): bigint {
  const { merchant } = log.stream(merchantStreamId(tenant)).state;
  return merchant?.funds.find((one) => one.currency === currency)?.available ?? 0n;
}

/** The ids that payouts of this merchant begin with. */
export const payoutIdOf = (tenant: Tenant, suffix: string): string =>
  idOf('po', parseId(merchantStreamId(tenant))!.core, suffix);
