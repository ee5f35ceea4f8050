// Where a secret could have been left: every file of an installation and every row of its database.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import pg from 'pg';
import { queryDatabase } from '../crash/oracle/database.js';
import type { Deployment } from '../deployment/deployment.js';

export type Place = { readonly name: string; readonly content: Buffer };

/** The one file that keys may be in. */
const credentialsFile = 'credentials.json';

/** The files of the data directory: the database's, its log's, the broker's. */
export function* filesOf({ directory }: Deployment): Generator<Place> {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(directory, path);
    if (!entry.isFile() || name === credentialsFile) continue;
    const content = contentOf(path);
    if (content !== undefined) yield { name: `file ${name}`, content };
  }
}

/** A database at work recycles its files: what has gone meanwhile is not left behind. */
function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const tablesSql = `
  select format('%I.%I', n.nspname, c.relname) as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
    and n.nspname not like 'pg\\_%'
  order by 1`;

/** Texts as the database writes them, and binary values as they are. */
const asWritten = {
  getTypeParser: (type: number) =>
    type === pg.types.builtins.BYTEA ? pg.types.getTypeParser(type, 'text') : String,
};

/** All rows of all tables; the topics of the message log are tables too where there is no Kafka. */
export const tablesOf = (deployment: Deployment): Promise<Place[]> =>
  queryDatabase(deployment, async (client) => {
    await client.query('checkpoint');
    const { rows: tables } = await client.query<{ name: string }>(tablesSql);
    const places: Place[] = [];
    for (const { name } of tables) {
      const query = { text: `select * from ${name}`, rowMode: 'array' as const, types: asWritten };
      const { rows } = await client.query<(Buffer | string | null)[]>(query);
      const fields = rows.flat().flatMap((field) => [Buffer.from(field ?? ''), Buffer.from('\n')]);
      places.push({ name: `table ${name}`, content: Buffer.concat(fields) });
    }
    return places;
  });
