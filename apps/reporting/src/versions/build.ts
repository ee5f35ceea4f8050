// Builds the standby version from the log, beside the live one, up to where the live one is. Its
// positions say how far it is, so whoever goes on after a crash begins there.
import type { EventReader } from '@ledgerway/event-store';
import type { Database } from '@ledgerway/platform';
import { applyLog, type PositionsByPartition } from '../projection/apply-log.js';
import { readPositions } from '../projection/positions.js';
import { tableNames } from '../projection/read-models.js';
import { emptyReadModels } from '../projection/rebuild.js';
import { checkMigrations } from './migrations-of.js';
import { pacedBy } from './pace.js';
import { beginBuilding, forgetStandby, markBuilt, readVersions } from './versions.js';

/** The two versions of the read models, and the log that both are made of. */
export type TwoVersions = {
  readonly live: Database;
  readonly standby: Database;
  readonly reader: EventReader;
};

export type BuildOptions = TwoVersions & {
  /** Goes on with what an interrupted build left, rather than to begin anew. */
  readonly resume?: boolean;
  /** How many partitions are built at the same time. */
  readonly parallel?: number;
  readonly pageSize?: number;
  /** Events per second; as fast as it goes unless told. */
  readonly rate?: number;
  /** Called after each commit, with the events that are applied, and those that the live one has. */
  readonly progress?: (done: bigint, total: bigint) => void;
  readonly signal?: AbortSignal;
};

/** With fewer events left than this, the exchange itself can apply them while writers wait. */
export const nearlyCaughtUp = 1_000n;

/**
 * Builds until fewer than a page of events is missing. Who calls holds the lock on the versions.
 *
 * @returns how many events it applied
 * @throws OtherMigrations if the standby schema is not this release's
 */
export async function buildStandby(options: BuildOptions): Promise<bigint> {
  const { live, standby } = options;
  await checkMigrations({ standby });
  const { state } = await readVersions(live.pool);
  if (options.resume !== true || state !== 'building') await beginAnew(options);
  const before = sumOf(await positionsOf(standby));
  const built = await followLive(options, nearlyCaughtUp);
  for (const table of tableNames) await standby.query(`analyze ${table}`);
  await markBuilt(live);
  return built - before;
}

/** In this order: what a crash leaves half emptied is not taken for a version. */
async function beginAnew({ live, standby }: TwoVersions): Promise<void> {
  await forgetStandby(live);
  const partitions = (await readPositions(live.pool)).size;
  await emptyReadModels(standby, partitions);
  await beginBuilding(live);
}

/**
 * Applies what the live version has applied, and never more: so both can be compared, and
 * exchanged, at equal positions.
 *
 * @returns how many events the standby version has in the end
 */
export async function followLive(options: BuildOptions, mayMiss = 0n): Promise<bigint> {
  const { live, standby } = options;
  for (;;) {
    const targets = await positionsOf(live);
    const missing = sumOf(targets) - sumOf(await positionsOf(standby));
    if (missing <= 0n) return sumOf(targets);
    await catchUpTo(targets, options);
    if (missing <= mayMiss) return sumOf(targets);
  }
}

export async function catchUpTo(
  targets: PositionsByPartition,
  { standby, reader, parallel, pageSize = 1_000, rate, progress, signal }: BuildOptions,
): Promise<void> {
  const total = sumOf(targets);
  const at = await positionsOf(standby);
  let done = sumOf(at);
  await applyLog(targets, {
    database: standby,
    reader,
    ...(parallel !== undefined && { parallel }),
    ...(signal !== undefined && { signal }),
    ...(rate !== undefined && { pace: pacedBy({ perSecond: rate, ...(signal && { signal }) }) }),
    // A page is at most a quarter of a second's events, so that a low rate is an even one.
    pageSize: rate === undefined ? pageSize : Math.min(pageSize, Math.max(1, Math.ceil(rate / 4))),
    progress: (partition, position) => {
      done += position - (at.get(partition) ?? 0n);
      at.set(partition, position);
      progress?.(done, total);
    },
  });
}

export async function positionsOf(database: Database): Promise<Map<number, bigint>> {
  const positions = await readPositions(database.pool);
  return new Map([...positions].map(([partition, { position }]) => [partition, position]));
}

export const sumOf = (positions: PositionsByPartition): bigint =>
  [...positions.values()].reduce((sum, position) => sum + position, 0n);
