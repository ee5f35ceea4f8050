// The newest version of every charge, for lists.
import { toJson } from '@ledgerway/contracts';
import { capturedAmount, refundedAmount, type Charge } from '@ledgerway/domain';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { plainArray, textArray, type Statement, type TableRows } from '../projection/table-rows.js';

// The documents are one parameter that is cut here: as elements of an array each would be escaped,
// parsed and copied. They are cut as bytes, since characters have no fixed length.
const upsertChargesSql = `
insert into charges (id, partition, stream_id, version, position, merchant_id, livemode, created_ms,
                     customer, transfer_group, status, currency, authorized, captured, refunded,
                     charge)
select n.id, n.partition, n.stream_id, n.version, n.position, n.merchant_id, n.livemode,
       n.created_ms, n.customer, n.transfer_group, n.status, n.currency, n.authorized, n.captured,
       n.refunded, convert_from(substring($16::bytea from n.start for n.length), 'UTF8')::json
from unnest($1::text[], $2::smallint[], $3::uuid[], $4::integer[], $5::bigint[], $6::text[],
            $7::boolean[], $8::bigint[], $9::text[], $10::text[], $11::text[], $12::text[],
            $13::bigint[], $14::bigint[], $15::bigint[], $17::integer[], $18::integer[])
  as n (id, partition, stream_id, version, position, merchant_id, livemode, created_ms, customer,
        transfer_group, status, currency, authorized, captured, refunded, start, length)
on conflict (id) do update set
  version = excluded.version, position = excluded.position, customer = excluded.customer,
  transfer_group = excluded.transfer_group, status = excluded.status,
  authorized = excluded.authorized, captured = excluded.captured, refunded = excluded.refunded,
  charge = excluded.charge
where charges.version < excluded.version
`;

/** Amounts are minor units of `currency`. */
export type ChargeRow = {
  readonly id: string;
  readonly partition: number;
  readonly streamId: string;
  readonly version: number;
  readonly position: bigint;
  readonly merchantId: string;
  readonly livemode: boolean;
  readonly createdMs: number;
  readonly customer: string | null;
  readonly transferGroup: string | null;
  readonly status: Charge['status'];
  readonly currency: string;
  readonly authorized: bigint;
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly charge: Charge;
};

/** The charge as this event left it; none if there is no charge. */
export function chargeRowOf(projected: ProjectedEvent): ChargeRow | undefined {
  const { charge, partition, streamId, version, position } = projected;
  if (charge === null) return undefined;
  const { terms, details, status, createdAt } = charge;
  return {
    id: terms.chargeId,
    partition,
    streamId,
    version,
    position,
    merchantId: terms.merchantId,
    livemode: terms.livemode,
    createdMs: createdAt,
    customer: details.customer,
    transferGroup: details.transferGroup,
    status,
    currency: terms.currency,
    authorized: charge.authorizedAmount,
    captured: capturedAmount(charge),
    refunded: refundedAmount(charge),
    charge,
  };
}

export class ChargeRows implements TableRows {
  // Only the last of a charge's versions in a batch is written.
  private readonly newest = new Map<string, ProjectedEvent>();

  add(event: ProjectedEvent): void {
    this.newest.set(event.streamId, event);
  }

  statement(): Statement | undefined {
    const rows = [...this.newest.values()].map(chargeRowOf).filter((row) => row !== undefined);
    if (rows.length === 0) return undefined;
    const { bytes, starts, lengths } = packed(rows.map(({ charge }) => toJson(charge)));
    const values = [
      textArray(rows.map(({ id }) => id)),
      plainArray(rows.map(({ partition }) => partition)),
      plainArray(rows.map(({ streamId }) => streamId)),
      plainArray(rows.map(({ version }) => version)),
      plainArray(rows.map(({ position }) => position)),
      textArray(rows.map(({ merchantId }) => merchantId)),
      plainArray(rows.map(({ livemode }) => livemode)),
      plainArray(rows.map(({ createdMs }) => createdMs)),
      textArray(rows.map(({ customer }) => customer)),
      textArray(rows.map(({ transferGroup }) => transferGroup)),
      plainArray(rows.map(({ status }) => status)),
      plainArray(rows.map(({ currency }) => currency)),
      plainArray(rows.map(({ authorized }) => authorized)),
      plainArray(rows.map(({ captured }) => captured)),
      plainArray(rows.map(({ refunded }) => refunded)),
      bytes,
      plainArray(starts),
      plainArray(lengths),
    ];
    return { name: 'upsert-charges', text: upsertChargesSql, values };
  }
}

/** The texts as one run of bytes. `starts` count from 1, as SQL's `substring` does. */
function packed(texts: readonly string[]): { bytes: Buffer; starts: number[]; lengths: number[] } {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  let end = 1;
  const starts = lengths.map((length) => (end += length) - length);
  return { bytes: Buffer.from(texts.join('')), starts, lengths };
}
