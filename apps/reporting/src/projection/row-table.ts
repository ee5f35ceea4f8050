// A read model whose rows are named by an id. From one description of its columns follow the
// statement that writes a batch of rows and the one that reads them back for a comparison.
import { toJson } from '@ledgerway/contracts';
import type { ProjectedEvent } from './projected-event.js';
import { plainArray, textArray, type Statement, type TableRows } from './table-rows.js';

/** How a field is stored. A `time` is milliseconds since the epoch, a `json` any document. */
export type ColumnType =
  'text' | 'uuid' | 'smallint' | 'integer' | 'bigint' | 'boolean' | 'time' | 'json';

/**
 * `position` is that of the event that wrote the row last. Rows that have none are written once and
 * never change; of the others the newest stays.
 */
export type Row = {
  readonly id: string;
  readonly partition: number;
  readonly position?: bigint;
};

export type RowTableOptions<R extends Row> = {
  readonly name: string;
  /** A column is named as its field, in snake case. At most one of them is a document. */
  readonly columns: { readonly [F in keyof R]-?: ColumnType };
} & (
  | {
      /** The row as this event leaves it; none if the event does not concern the table. */
      readonly rowOf: (event: ProjectedEvent) => R | undefined;
    }
  | {
      /** The same where one event can leave several rows. */
      readonly rowsOf: (event: ProjectedEvent) => readonly R[];
    }
);

type Column = { readonly field: string; readonly name: string; readonly type: ColumnType };
type Parameter = string | Buffer;

/** What fields of a type are as elements of an array, and when they are read back. */
const elementType = (type: ColumnType) => (type === 'time' ? 'bigint' : type);
const readAs: Partial<Record<ColumnType, string>> = { bigint: '::text', time: '::float8' };

export class RowTable<R extends Row> {
  readonly name: string;
  readonly rowsOf: (event: ProjectedEvent) => readonly R[];
  /** Selects rows as `rowsOf` makes them, with amounts as text: by $1 the partition, $2 the ids. */
  readonly storedSql: string;
  private readonly listed: readonly Column[];
  private readonly document: Column | undefined;
  private readonly writeSql: string;
  private readonly isChanged: boolean;

  constructor({ name, columns, ...rows }: RowTableOptions<R>) {
    const all = Object.entries<ColumnType>(columns).map(([field, type]) => ({
      field,
      name: field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      type,
    }));
    this.name = name;
    this.rowsOf = 'rowsOf' in rows ? rows.rowsOf : (event) => oneOrNone(rows.rowOf(event));
    this.document = all.find(({ type }) => type === 'json');
    this.listed = all.filter((column) => column !== this.document);
    this.isChanged = 'position' in columns;
    this.writeSql = this.writing();
    this.storedSql = `
      select ${all.map((one) => `${one.name}${readAs[one.type] ?? ''} as "${one.field}"`).join(', ')}
      from ${name} where partition = $1 and id = any($2)`;
  }

  /** Collects the rows of one commit. */
  batch(): TableRows {
    const rows: R[] = [];
    return {
      add: (event) => {
        for (const row of this.rowsOf(event)) rows.push(row);
      },
      statement: () => (rows.length === 0 ? undefined : this.statementOf(rows)),
    };
  }

  private statementOf(rows: readonly R[]): Statement {
    const written = this.isChanged ? newestOf(rows) : rows;
    const values: Parameter[] = this.listed.map((column) => arrayOf(column, written));
    if (this.document !== undefined) values.push(...packed(valuesOf(this.document, written)));
    return { name: `write-${this.name}`, text: this.writeSql, values };
  }

  private writing(): string {
    const { name, listed, document, isChanged } = this;
    const columns = listed.map((column) => column.name);
    const values = columns.map((column) => `n.${column}`);
    const arrays = listed.map(({ type }, index) => `$${index + 1}::${elementType(type)}[]`);
    const elements = [...columns];
    if (document !== undefined) {
      // The documents are one parameter that is cut here: as elements of an array each would be
      // escaped, parsed and copied. They are cut as bytes, since characters have no fixed length.
      const next = arrays.length + 1;
      arrays.push(`$${next}::integer[]`, `$${next + 1}::integer[]`);
      elements.push('start', 'length');
      columns.push(document.name);
      const bytes = `substring($${next + 2}::bytea from n.start for n.length)`;
      values.push(`convert_from(${bytes}, 'UTF8')::json`);
    }
    return `
      insert into ${name} (${columns.join(', ')})
      select ${values.join(', ')}
      from unnest(${arrays.join(', ')}) as n (${elements.join(', ')})
      ${isChanged ? replacing(name, columns) : ''}`;
  }
}

export const oneOrNone = <R>(row: R | undefined): readonly R[] => (row === undefined ? [] : [row]);

const replacing = (table: string, columns: readonly string[]): string => `
  on conflict (id) do update
  set ${columns
    .filter((column) => column !== 'id' && column !== 'partition')
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}
  where ${table}.position < excluded.position`;

/** Of several versions of a row only the last is worth writing. */
const newestOf = <R extends Row>(rows: readonly R[]): R[] => [
  ...new Map(rows.map((row) => [row.id, row])).values(),
];

const valuesOf = ({ field }: Column, rows: readonly Row[]): unknown[] =>
  rows.map((row) => (row as Readonly<Record<string, unknown>>)[field]);

function arrayOf(column: Column, rows: readonly Row[]): string {
  const values = valuesOf(column, rows);
  return column.type === 'text'
    ? textArray(values as (string | null)[])
    : plainArray(values as (number | bigint | boolean | string | null)[]);
}

/** The documents as one run of bytes. Their starts count from 1, as SQL's `substring` does. */
function packed(documents: readonly unknown[]): [starts: string, lengths: string, bytes: Buffer] {
  const texts = documents.map(toJson);
  const lengths = texts.map((text) => Buffer.byteLength(text));
  let end = 1;
  const starts = lengths.map((length) => (end += length) - length);
  return [plainArray(starts), plainArray(lengths), Buffer.from(texts.join(''))];
}
