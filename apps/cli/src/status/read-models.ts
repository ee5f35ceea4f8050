// Which version of the read models is live, and how far each of them is.
import { readVersions, stateHash, versionPositions, type TwoVersions } from '@ledgerway/reporting';

export type ReadModelStatus = {
  readonly version: number;
  readonly standbyVersion: number | null;
  readonly standbyState: 'empty' | 'building' | 'built' | 'kept';
  readonly partitions: readonly {
    readonly partition: number;
    readonly position: string;
    readonly standbyPosition: string | null;
    /** Only if it was asked for: all rows are read for it. */
    readonly stateHash: string | null;
  }[];
};

export async function readReadModels(
  { live, standby }: TwoVersions,
  hashed: boolean,
): Promise<ReadModelStatus> {
  const versions = await readVersions(live.pool);
  const ofLive = await versionPositions(live);
  const ofStandby = versions.standby === null ? undefined : await versionPositions(standby);
  const hashes = hashed ? await stateHash(live.pool) : undefined;
  return {
    version: versions.live,
    standbyVersion: versions.standby,
    standbyState: versions.state,
    partitions: [...ofLive].map(([partition, position]) => ({
      partition,
      position: String(position),
      standbyPosition: ofStandby === undefined ? null : String(ofStandby.get(partition) ?? 0n),
      stateHash: hashes?.get(partition) ?? null,
    })),
  };
}

const standbyInWords = {
  building: 'is being built',
  built: 'is built, and can be swapped in',
  kept: 'is kept, and can be rolled back to',
};

export function readModelsInWords(status: ReadModelStatus): string {
  const { version, standbyVersion, standbyState, partitions } = status;
  const standby =
    standbyState === 'empty' ? '' : `; version ${standbyVersion} ${standbyInWords[standbyState]}`;
  const hashes = partitions.flatMap(({ partition, stateHash: hash }) =>
    hash === null ? [] : [`  partition ${partition}: ${hash}`],
  );
  const title = hashes.length > 0 ? ['state hash (position:rows:sum):'] : [];
  return [`read models: version ${version}${standby}`, ...title, ...hashes].join('\n');
}
