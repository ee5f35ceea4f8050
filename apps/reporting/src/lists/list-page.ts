// One page of a list, newest first. The order is total, so a cursor is a place between two rows,
// and rows that are added meanwhile neither shift nor repeat what a client has still to read.
import type { Listed, Page, TimeRange } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';

export type ListQuery = {
  /** `select … from …` without conditions. */
  readonly select: string;
  /** What the list is ordered by: the time in milliseconds first; all together are unique. */
  readonly order: readonly string[];
  /** Conditions of equality by column; those without a value do not count. */
  readonly where: Readonly<Record<string, string | boolean | undefined>>;
  /** Bounds in unix seconds on columns in milliseconds; those without a value do not count. */
  readonly ranges?: Readonly<Record<string, TimeRange | undefined>>;
  /** A condition that is not of one column only. */
  readonly condition?: (parameter: (value: unknown) => string) => string;
  /** Finds a cursor's place: selects the columns of `order` of the row, whatever the filters. */
  readonly cursor: (id: string) => { readonly text: string; readonly values: readonly unknown[] };
  readonly page: Page;
};

type Row = Record<string, unknown>;

export async function listPage<R extends Row>(
  database: Database,
  query: ListQuery,
): Promise<Listed<R>> {
  const { page, order } = query;
  const backwards = page.endingBefore !== undefined;
  const cursorId = page.startingAfter ?? page.endingBefore;
  const place = cursorId === undefined ? [] : await findPlace(database, query, cursorId);
  if (place === undefined) return { unknownCursor: true };

  const conditions: string[] = [];
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  for (const [column, value] of Object.entries(query.where))
    if (value !== undefined) conditions.push(`${column} = ${parameter(value)}`);
  const ranges = { [order[0]!]: page.created, ...query.ranges };
  for (const [column, range] of Object.entries(ranges))
    for (const [operator, value] of boundsMs(range))
      conditions.push(`${column} ${operator} ${parameter(value)}`);
  if (query.condition !== undefined) conditions.push(query.condition(parameter));
  if (place.length > 0)
    conditions.push(
      `(${order.join(', ')}) ${backwards ? '>' : '<'} (${place.map(parameter).join(', ')})`,
    );
  const direction = backwards ? 'asc' : 'desc';
  const text = `${query.select}
    ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}
    order by ${order.map((column) => `${column} ${direction}`).join(', ')}
    limit ${parameter(page.limit + 1)}`;
  const { rows } = await database.query<R>(text, values);
  const data = rows.slice(0, page.limit);
  return { data: backwards ? data.reverse() : data, hasMore: rows.length > page.limit };
}

async function findPlace(
  database: Database,
  { cursor }: ListQuery,
  id: string,
): Promise<unknown[] | undefined> {
  const { text, values } = cursor(id);
  const { rows } = await database.query({ text, values: [...values] });
  return rows[0] && Object.values(rows[0]);
}

/** A second has a thousand places: `gt` begins after its last, `lte` includes its last. */
function boundsMs(range: TimeRange = {}): [operator: string, ms: number][] {
  const { gt, gte, lt, lte } = range;
  const bounds: [string, number | undefined][] = [
    ['>=', gt === undefined ? undefined : (gt + 1) * 1000],
    ['>=', gte === undefined ? undefined : gte * 1000],
    ['<', lt === undefined ? undefined : lt * 1000],
    ['<', lte === undefined ? undefined : (lte + 1) * 1000],
  ];
  return bounds.filter((bound): bound is [string, number] => bound[1] !== undefined);
}

/** The page's rows, each turned into what the list is of. */
export function mapListed<R, T>(listed: Listed<R>, toItem: (row: R) => T): Listed<T> {
  return 'data' in listed ? { ...listed, data: listed.data.map(toItem) } : listed;
}
