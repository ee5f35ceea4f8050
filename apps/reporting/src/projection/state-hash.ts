// One number for everything a partition's events caused, to compare two projections of one log.
import type { Transaction } from '@ledgerway/platform';
import { tableNames } from './read-models.js';

// The sum of the rows' hashes does not depend on their order, so the tables are read as they lie
// and nothing is kept. As `jsonb` the order of a document's keys does not count either.
// Where the topic goes on is no part of the state.
const rowHashesSql = tableNames
  .map(
    (table) =>
      `select partition, hashtextextended('${table}' || to_jsonb(t)::text, 0) as hash
      from ${table} t`,
  )
  .join('\nunion all\n');

const stateHashSql = `
select p.partition, p.position, count(r.hash) as rows, coalesce(sum(r.hash), 0) as sum
from positions p left join (
${rowHashesSql}
) r on r.partition = p.partition
group by p.partition, p.position
order by p.partition
`;

type HashRow = { partition: number; position: string; rows: string; sum: string };

/** By partition. Equal texts mean equal read models; they tell mistakes, not forgeries. */
export async function stateHash(connection: Transaction): Promise<Map<number, string>> {
  const { rows } = await connection.query<HashRow>(stateHashSql);
  return new Map(
    rows.map(({ partition, position, rows: count, sum }) => [
      partition,
      `${position}:${count}:${sum}`,
    ]),
  );
}
