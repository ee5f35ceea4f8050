// Folds the log once more, page by page, and compares what it says with what the tables hold.
import { isDeepStrictEqual } from 'node:util';
import { toJson } from '@ledgerway/contracts';
import type { Transaction } from '@ledgerway/platform';
import { entryOf } from '../journal/entry-rows.js';
import { paymentMethods } from '../payment-methods/payment-method-rows.js';
import { removedSourceOf } from '../payment-methods/removed-sources.js';
import type { LogSource } from '../projection/log-source.js';
import type { ProjectedEvent } from '../projection/projected-event.js';
import { readPositions } from '../projection/positions.js';
import { rowTables } from '../projection/read-models.js';
import { oneOrNone } from '../projection/row-table.js';
import { storedEntriesSql } from './stored-entries.js';
import type { Window } from './verify-read-models.js';
import type { Violation } from './violation.js';

type Row = Readonly<Record<string, unknown>>;

type Table = {
  readonly name: string;
  readonly missing: Violation['invariant'];
  /** What an event leaves in a row, perhaps only in some of its columns. */
  readonly rowsOf: (event: ProjectedEvent) => readonly Row[];
  /** Selects rows like those of `rowsOf`, by the partition and their keys. */
  readonly storedSql: string;
  readonly key: (row: Row) => string;
};

const byId = (row: Row) => String(row['id']);
const byPosition = (row: Row) => String(row['position']);

const ofEntries: Table = {
  name: 'entries',
  missing: 'I6',
  rowsOf: (event) => oneOrNone(entryOf(event)),
  storedSql: storedEntriesSql,
  key: byPosition,
};
const tables: readonly Table[] = [
  ...rowTables.map(({ name, rowsOf, storedSql }): Table => ({
    name,
    missing: 'I9',
    rowsOf,
    storedSql,
    key: byId,
  })),
  {
    name: paymentMethods.name,
    missing: 'I9',
    rowsOf: (event) => oneOrNone(removedSourceOf(event)),
    storedSql: paymentMethods.storedSql,
    key: byId,
  },
  ofEntries,
];

/**
 * Compares the events of a window with their rows, up to a position that the snapshot has applied. A
 * row is compared at the event that wrote it last. At the end of a whole partition the tables may not
 * hold more rows than were compared.
 */
export async function* compareWithLog(
  snapshot: Transaction,
  log: LogSource,
  { partition, after, upTo }: Window,
  beforePage: (events: number) => Promise<void> = async () => undefined,
): AsyncGenerator<Violation> {
  const compared = new Map(tables.map(({ name }) => [name, 0]));
  for await (const events of log.pages(partition, after, upTo)) {
    await beforePage(events.length);
    for (const table of tables) {
      const expected = newestByKey(table, events);
      if (expected.size === 0) continue;
      const { rows } = await snapshot.query<Row>(table.storedSql, [
        partition,
        [...expected.keys()],
      ]);
      const stored = new Map(rows.map((row) => [table.key(row), row]));
      for (const [key, row] of expected) {
        const difference = compare(table, row, stored.get(key));
        if (difference === 'written later') continue;
        compared.set(table.name, compared.get(table.name)! + 1);
        if (difference === undefined) continue;
        const place = `${table.name} ${table.key === byPosition ? `${partition}/${key}` : key}`;
        yield { place, ...difference };
      }
    }
  }
  if (after > 0n || upTo < (await appliedIn(snapshot, partition))) return;
  for (const [name, { missing }] of new Map(tables.map((table) => [table.name, table]))) {
    const { rows } = await snapshot.query<{ count: string }>(
      `select count(*) from ${name} where partition = $1`,
      [partition],
    );
    const surplus = Number(rows[0]!.count) - compared.get(name)!;
    const place = `${name} of partition ${partition}`;
    if (surplus > 0)
      yield { invariant: missing, place, detail: `${surplus} rows that no event wrote` };
  }
}

const appliedIn = async (snapshot: Transaction, partition: number): Promise<bigint> =>
  (await readPositions(snapshot)).get(partition)?.position ?? 0n;

/** What the page leaves behind in this table, in the form of its stored rows. */
function newestByKey({ rowsOf, key }: Table, events: readonly ProjectedEvent[]): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const event of events) for (const row of rowsOf(event)) rows.set(key(row), row);
  return rows;
}

function compare(
  { missing }: Table,
  expected: Row,
  stored: Row | undefined,
): Pick<Violation, 'invariant' | 'detail'> | 'written later' | undefined {
  if (stored === undefined) return { invariant: missing, detail: 'missing' };
  // What goes on after this page has the row of a later event.
  if (BigInt(String(stored['position'] ?? 0)) > BigInt(String(expected['position'] ?? 0)))
    return 'written later';
  const json = JSON.parse(toJson(expected)) as Row;
  const different = Object.keys(json).filter(
    (name) => !isDeepStrictEqual(json[name], stored[name]),
  );
  if (different.length === 0) return undefined;
  return { invariant: 'I9', detail: `not what the log says: ${different.join(', ')}` };
}
