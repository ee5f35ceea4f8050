// How many partitions the log has is decided once, for ever: a stream's partition follows from its
// id and this number, so under another number streams would be looked for in the wrong place.
import pg from 'pg';
import { eventStoreSchema } from './schema.js';

/** This process and the log disagree about the number of partitions; the message says what to do. */
export class WrongInstallation extends Error {}

const installSql = `
insert into installation (partitions) values ($1::smallint) on conflict do nothing
`;

const installedSql = `select partitions from installation`;

const createHeadsSql = `
insert into heads (part) select generate_series(0, $1::integer - 1) on conflict do nothing
`;

export type InstallationOptions = {
  /** The number that is configured, 1 to 256; left out if any will do. */
  partitions?: number;
  /** The number for a log that has none yet, if none is configured. */
  firstStart: number;
};

/**
 * Fixes the number of partitions if this is the first start, and creates their heads. Any number of
 * processes may call it at once, at every start.
 *
 * @param url of the schema's owner, after the migrations ran
 * @returns the installation's number of partitions
 * @throws WrongInstallation when another number is configured than is installed
 */
export async function ensureInstallation(
  url: string,
  { partitions, firstStart }: InstallationOptions,
): Promise<number> {
  const client = new pg.Client({
    connectionString: url,
    options: `-c search_path=${eventStoreSchema}`,
  });
  await client.connect();
  try {
    await client.query(installSql, [validCount(partitions ?? firstStart)]);
    const installed = await verifyInstallation(client, partitions);
    await client.query(createHeadsSql, [installed]);
    return installed;
  } finally {
    await client.end();
  }
}

/** @throws WrongInstallation when the log is not installed, or with another number of partitions */
export async function verifyInstallation(
  database: Pick<pg.Pool | pg.Client, 'query'>,
  partitions: number | undefined,
): Promise<number> {
  const { rows } = await database.query<{ partitions: number }>(installedSql);
  const installed = rows[0]?.partitions;
  if (installed === undefined)
    throw new WrongInstallation('The event log is not installed: prepare the database first');
  if (partitions !== undefined && partitions !== installed)
    throw new WrongInstallation(
      `The event log was installed with ${installed} partitions and cannot be used with ` +
        `${partitions}: configure ${installed}, or start with an empty database`,
    );
  return installed;
}

function validCount(partitions: number): number {
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > 256)
    throw new RangeError(`A log has 1 to 256 partitions, not ${partitions}`);
  return partitions;
}
