// A live and a standby version of the read models in one database, and the fold of a log in memory.
import { createDatabase, type Database } from '@ledgerway/platform';
import { role } from '../src/migrations/schema.js';
import { applyChunks } from '../src/projection/apply.js';
import { LogSource } from '../src/projection/log-source.js';
import type { ProjectedEvent } from '../src/projection/projected-event.js';
import { emptyReadModels } from '../src/projection/rebuild.js';
import type { TwoVersions } from '../src/versions/build.js';
import { standbySchemaOf } from '../src/versions/versions.js';
import type { ReadModels } from './read-models.js';
import type { WrittenLog } from './written-log.js';

export type OpenVersions = TwoVersions & { readonly log: WrittenLog };

export async function twoVersions(
  models: ReadModels,
  name: string,
  log: WrittenLog,
): Promise<TwoVersions> {
  const live = await models.schema(name, log.partitions);
  const standby = await models.schema(standbySchemaOf(name), log.partitions);
  return { live, standby, reader: log.store };
}

/** Another process with the same tables; the caller closes it. */
export const anotherProcess = (models: ReadModels, schema: string): Database =>
  createDatabase({ url: models.url, schema, role, applicationName: 'another process' });

/** Folds each partition in memory and writes what comes out at once: no row is written twice. */
export async function writeFolded(database: Database, log: WrittenLog): Promise<void> {
  await emptyReadModels(database, log.partitions);
  for (let partition = 0; partition < log.partitions; partition++) {
    const events: ProjectedEvent[] = [];
    const source = new LogSource({ reader: log.store });
    for await (const page of source.pages(partition, 0n, 1_000_000n)) events.push(...page);
    if (events.length > 0)
      await applyChunks(database, [{ partition, after: 0n, events, topicOffset: null }]);
  }
}
