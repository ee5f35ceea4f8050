// What the commands on versions say of what they found and did.
import type { Comparison } from '@ledgerway/reporting';

export function comparisonInWords({ equal, partitions, tables, rows }: Comparison): string {
  const events = partitions.reduce((sum, { position }) => sum + position, 0n);
  const at = `after ${events.toLocaleString('en-US')} events in ${partitions.length} partitions`;
  if (equal) return `both versions are equal ${at}`;
  return [
    `the versions differ ${at}, in ${tables.join(', ')}:`,
    ...rows.map(
      ({ table, partition, key, difference }) =>
        `  ${table} ${key} (partition ${partition}): ${difference}`,
    ),
  ].join('\n');
}

export const comparisonAsJson = ({ equal, partitions, tables, rows }: Comparison): object => ({
  kind: 'comparison',
  ...{ equal, tables, rows },
  partitions: partitions.map(({ partition, position, live, standby }) => ({
    partition,
    position: String(position),
    live_state_hash: live,
    standby_state_hash: standby,
  })),
});

export const exchangeInWords = (versions: { live: number; standby: number | null }): string =>
  `version ${versions.live} is live; version ${versions.standby} is kept, to be rolled back to`;
