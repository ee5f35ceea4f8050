import {
  chargeFromJson,
  parseId,
  resourceMissing,
  type Core,
  type Tenant,
} from '@ledgerway/contracts';
import type { Charge } from '@ledgerway/domain';
import { ApiException } from '../edge/answer.js';
import type { PaymentsClient } from '../queries/query-client.js';

/** One charge by its id: its stream is folded, so the answer is always current. */
export class ChargeReader {
  constructor(private readonly payments: PaymentsClient) {}

  /** Refuses (404) what this account and mode does not have. */
  async find(tenant: Tenant, chargeId: string): Promise<Charge> {
    chargeCore(chargeId);
    const json = await this.payments.ask('payments.charge', { ...tenant, chargeId });
    if (json !== null) return chargeFromJson(json);
    const other = { ...tenant, livemode: !tenant.livemode };
    const elsewhere = await this.payments.ask('payments.charge', { ...other, chargeId });
    throw missingCharge(chargeId, elsewhere === null ? undefined : modeOf(other));
  }

  /** The charge whose stream has this core; none if this account and mode does not have it. */
  async findByCore(tenant: Tenant, core: Core): Promise<Charge | undefined> {
    const chargeId = `ch_${core}`;
    const json = await this.payments.ask('payments.charge', { ...tenant, chargeId });
    return json === null ? undefined : chargeFromJson(json);
  }
}

export const modeOf = ({ livemode }: Tenant): 'live' | 'test' => (livemode ? 'live' : 'test');

/** The stream of a charge's id. Refuses (404) what cannot be one. */
export function chargeCore(chargeId: string): Core {
  const parsed = parseId(chargeId);
  if (parsed?.prefix !== 'ch' || parsed.suffix !== '') throw missingCharge(chargeId);
  return parsed.core;
}

const missingCharge = (chargeId: string, otherMode?: 'live' | 'test') =>
  new ApiException(resourceMissing('charge', chargeId, { otherMode }));
