// The forms of all events, kept as a short list beside the log: to look through the log itself for
// them would take longer with every day.
import type pg from 'pg';
import type { PartitionAppend, StoredForm } from '../port.js';

const formsSql = `
select type, schema_version as "schemaVersion" from stored_forms order by type, schema_version
`;

const addFormsSql = `
insert into stored_forms (type, schema_version)
select * from unnest($1::text[], $2::smallint[])
on conflict do nothing
`;

export async function storedForms(pool: pg.Pool): Promise<StoredForm[]> {
  return (await pool.query<StoredForm>(formsSql)).rows;
}

/** Adds what a writer has not written before. After its first events it asks the database no more. */
export class FormRegister {
  private readonly known = new Set<string>();

  async add(client: pg.Client, batch: readonly PartitionAppend[]): Promise<void> {
    const added = new Map<string, StoredForm>();
    for (const { events } of batch)
      for (const { type, schemaVersion } of events) {
        const name = `${type} ${schemaVersion}`;
        if (!this.known.has(name)) added.set(name, { type, schemaVersion });
      }
    if (added.size === 0) return;
    const forms = [...added.values()];
    await client.query(addFormsSql, [
      forms.map(({ type }) => type),
      forms.map(({ schemaVersion }) => schemaVersion),
    ]);
    for (const name of added.keys()) this.known.add(name);
  }
}
