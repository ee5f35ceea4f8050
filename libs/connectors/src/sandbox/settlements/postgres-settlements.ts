// The sandbox settles: what its book has and no file of it had goes into the next one, once.
import { sumOf } from '@ledgerway/domain';
import type pg from 'pg';
import { withinTransaction } from '../entry-statements.js';
import { bankStatement } from './bank-statement.js';
import { faultyEntries, faultyLines, type SettlementFault } from './misbehaviour.js';
import { unsettled, type SandboxMovement } from './movements.js';
import { settlementFile } from './settlement-file.js';
import { netOf, priced } from './tariff.js';

/** So many lines a reader must take at once. */
const maxLines = 2_000;

export type SettlementOrder = {
  readonly livemode: boolean;
  readonly currency: string;
  readonly fault: SettlementFault;
};

export type WrittenSettlement = {
  readonly batch: string;
  /** The settlement file, CSV. */
  readonly file: string;
  /** The bank's statement of its payment, camt.053; null if there was nothing to pay. */
  readonly statement: string | null;
};

export interface SandboxSettlements {
  /** The next batch of one mode and currency; nothing if there is nothing to settle. */
  settle(order: SettlementOrder): Promise<WrittenSettlement | undefined>;
}

// One at a time, so that nothing is settled twice and balances follow each other.
const lockSql = 'lock table settlements in exclusive mode';

const openingSql = `
select coalesce(max(number), 0) + 1 as number,
       coalesce(sum(paid) filter (where livemode = $1 and currency = $2), 0)::text as opening
from settlements
`;

const insertSql = `
insert into settlements (number, livemode, currency, paid, settled_at) values ($1, $2, $3, $4, $5)
`;

const settledSql = `
insert into settled (type, reference, number) select *, $3 from unnest($1::text[], $2::text[])
`;

export class PostgresSettlements implements SandboxSettlements {
  /** @param pool speaks as the sandbox's role, in its schema */
  constructor(
    private readonly pool: pg.Pool,
    private readonly clock: { now(): number },
  ) {}

  settle({ livemode, currency, fault }: SettlementOrder): Promise<WrittenSettlement | undefined> {
    const now = new Date(this.clock.now());
    return withinTransaction(this.pool, async (client) => {
      await client.query(lockSql);
      const movements = await unsettled(client, livemode, currency, maxLines - 1);
      if (movements.length === 0) return undefined;
      const { rows } = await client.query<{ number: number; opening: string }>(openingSql, [
        livemode,
        currency,
      ]);
      const { number, opening } = rows[0]!;
      const batch = `${currency.toUpperCase()}-${String(number).padStart(6, '0')}`;
      const lines = faultyLines(movements.map(priced), fault, batch);
      const net = sumOf(lines.map(netOf));
      const paid = { reference: `pay-${batch}`, amount: net, text: `Settlement batch ${batch}` };
      const entries = net === 0n ? [] : faultyEntries(paid, fault);
      const moved = sumOf(entries.map(({ amount }) => amount));
      await client.query(insertSql, [number, livemode, currency, moved.toString(), now]);
      await markSettled(client, movements, number);
      const about = { livemode, currency };
      const statement = { ...about, statement: batch, opening: BigInt(opening), entries, at: now };
      return {
        batch,
        file: settlementFile({ ...about, batch, lines }),
        statement: entries.length === 0 ? null : bankStatement(statement),
      };
    });
  }
}

const markSettled = (
  client: pg.PoolClient,
  movements: readonly SandboxMovement[],
  number: number,
) =>
  client.query(settledSql, [
    movements.map(({ type }) => type),
    movements.map(({ reference }) => reference),
    number,
  ]);
