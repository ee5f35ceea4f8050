// Lists of the API: newest first, in an order that is total; cursors are exclusive; `hasMore` means
// more in the direction of travel.
import type { Page, Tenant, TimeRange } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';

type Cursor = { readonly created: string; readonly seq: string };

export type Source = {
  readonly table: string;
  readonly cursorSql: string;
  /**
   * `created`: by time, and by number within a second. `seq`: by number alone, for tables whose rows
   * are committed in the order of their numbers; only then does a reader that goes on from the newest
   * row it has seen miss nothing, since a row may come in later than one that is younger.
   */
  readonly order: 'created' | 'seq';
};

const comparisons: Record<keyof TimeRange, string> = { gt: '>', gte: '>=', lt: '<', lte: '<=' };

export class PageQuery {
  readonly where: string[] = ['merchant_id = $1', 'livemode = $2'];
  readonly values: unknown[];

  constructor(
    private readonly database: Database,
    private readonly source: Source,
    { merchantId, livemode }: Tenant,
    private readonly page: Page,
    cursor: Cursor | undefined,
  ) {
    this.values = [merchantId, livemode];
    for (const [key, seconds] of Object.entries(page.created ?? {}))
      this.where.push(`created ${comparisons[key as keyof TimeRange]} ${this.value(seconds)}`);
    if (cursor !== undefined) {
      const direction = page.endingBefore === undefined ? '<' : '>';
      const seq = this.value(cursor.seq);
      this.where.push(
        source.order === 'seq'
          ? `seq ${direction} ${seq}`
          : `(created, seq) ${direction} (${this.value(cursor.created)}, ${seq})`,
      );
    }
  }

  /** Adds a value of the statement. @returns its placeholder */
  value(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  /** One row more than the page holds, in the direction of travel. */
  async run<R extends Record<string, unknown>>(columns: string): Promise<R[]> {
    const { table, order } = this.source;
    const way = this.page.endingBefore === undefined ? 'desc' : 'asc';
    const place = order === 'seq' ? `seq ${way}` : `created ${way}, seq ${way}`;
    const sql = `
      select ${columns} from ${table} where ${this.where.join(' and ')}
      order by ${place} limit ${this.value(this.page.limit + 1)}`;
    return (await this.database.query<R>(sql, this.values)).rows;
  }
}

/** @returns null if the page's cursor names nothing that this tenant ever had. */
export async function pageQuery(
  database: Database,
  ask: Tenant & { page: Page },
  source: Source,
): Promise<PageQuery | null> {
  const { page, merchantId, livemode } = ask;
  const id = page.startingAfter ?? page.endingBefore;
  if (id === undefined) return new PageQuery(database, source, ask, page, undefined);
  const { rows } = await database.query<Cursor>(source.cursorSql, [id, merchantId, livemode]);
  return rows[0] === undefined ? null : new PageQuery(database, source, ask, page, rows[0]);
}

export function pageOf<R, T>(rows: readonly R[], page: Page, show: (row: R) => T) {
  const data = rows.slice(0, page.limit).map(show);
  if (page.endingBefore !== undefined) data.reverse();
  return { data, hasMore: rows.length > page.limit };
}
