// Compares the two versions at equal positions, beside live traffic: the live one is read as it was
// at one moment, and the standby one, which nobody else writes, is brought to exactly there.
import type { Transaction } from '@ledgerway/platform';
import { inSnapshot } from '../projection/in-snapshot.js';
import { readPositions } from '../projection/positions.js';
import { tableNames } from '../projection/read-models.js';
import { stateHash } from '../projection/state-hash.js';
import { catchUpTo, type TwoVersions } from './build.js';
import { differingRows, tableHashes, type RowDifference } from './differences.js';
import { checkMigrations } from './migrations-of.js';
import { readVersions } from './versions.js';

export type CompareOptions = TwoVersions & {
  readonly signal?: AbortSignal;
  /** How many differing rows are named, in all. */
  readonly maxRows?: number;
};

export type PartitionComparison = {
  readonly partition: number;
  readonly position: bigint;
  /** The state hash of each version; equal if their read models are. */
  readonly live: string;
  readonly standby: string;
};

export type Comparison = {
  readonly equal: boolean;
  readonly partitions: readonly PartitionComparison[];
  /** The tables that differ, and the first rows of them. */
  readonly tables: readonly string[];
  readonly rows: readonly RowDifference[];
};

/** There is no other version. */
export class NothingToCompare extends Error {
  constructor() {
    super('there is no standby version to compare with: rebuild first');
  }
}

/**
 * Who calls holds the lock on the versions. Memory is bounded by a page of the log, and where rows
 * differ by a thousandth of a table's partition.
 *
 * @throws NothingToCompare if no version was built or kept
 * @throws OtherMigrations if one of them is of another release than this code
 */
export async function compareVersions(options: CompareOptions): Promise<Comparison> {
  const { live, standby } = options;
  const { state } = await readVersions(live.pool);
  if (state !== 'built' && state !== 'kept') throw new NothingToCompare();
  await checkMigrations({ live, standby });
  return inSnapshot(live, async (liveSnapshot) => {
    const positions = await readPositions(liveSnapshot);
    await catchUpTo(
      new Map([...positions.values()].map(({ partition, position }) => [partition, position])),
      options,
    );
    return inSnapshot(standby, async (standbySnapshot) => {
      const [ofLive, ofStandby] = await Promise.all([
        stateHash(liveSnapshot),
        stateHash(standbySnapshot),
      ]);
      const partitions = [...positions.values()].map(({ partition, position }) => ({
        ...{ partition, position },
        live: ofLive.get(partition) ?? '',
        standby: ofStandby.get(partition) ?? '',
      }));
      const differing = partitions.filter((one) => one.live !== one.standby);
      const snapshots = { live: liveSnapshot, standby: standbySnapshot };
      return {
        equal: differing.length === 0,
        partitions,
        ...(await explain(snapshots, differing, options.maxRows ?? 20)),
      };
    });
  });
}

type Snapshots = { readonly live: Transaction; readonly standby: Transaction };

async function explain(
  snapshots: Snapshots,
  differing: readonly PartitionComparison[],
  maxRows: number,
): Promise<Pick<Comparison, 'tables' | 'rows'>> {
  const tables = new Set<string>();
  const rows: RowDifference[] = [];
  for (const { partition } of differing)
    for (const table of tableNames) {
      const [live, standby] = await Promise.all([
        tableHashes(snapshots.live, table, partition),
        tableHashes(snapshots.standby, table, partition),
      ]);
      for (const bucket of new Set([...live.keys(), ...standby.keys()])) {
        if (live.get(bucket) === standby.get(bucket)) continue;
        tables.add(table);
        if (rows.length >= maxRows) break;
        const found = await differingRows(snapshots, { table, partition, bucket });
        rows.push(...found.slice(0, maxRows - rows.length));
      }
    }
  return { tables: [...tables], rows };
}
