// Where everything stands: the log, and how far each reader is behind it.
import type { Head } from '@ledgerway/event-store';
import type { Database } from '@ledgerway/platform';

export type PartitionStatus = {
  readonly partition: number;
  readonly position: string;
  readonly epoch: string;
  readonly commandOffset: string;
  /** Events behind the head; null if the reader has not begun. */
  readonly reporting: string | null;
  readonly webhooks: string | null;
};

export type Status = {
  readonly partitions: readonly PartitionStatus[];
  readonly parkedCommands: number;
  /** Due and not sent: scheduled retries do not count. */
  readonly overdueDeliveries: number;
};

const positionsSql = `
  select h.part, r.position as reporting, w.pos as webhooks
  from payments.heads h
  left join reporting.positions r on r.partition = h.part
  left join webhooks.ingest_progress w on w.part = h.part`;

const backlogSql = `
  select (select count(*) from payments.parked) as parked,
    (select count(*) from webhooks.delivery where next_at <= now()) as overdue`;

export async function readStatus(database: Database, heads: readonly Head[]): Promise<Status> {
  type Row = { part: number; reporting: string | null; webhooks: string | null };
  const positions = await database.query<Row>(positionsSql);
  const byPartition = new Map(positions.rows.map((row) => [row.part, row]));
  const backlog = await database.query<{ parked: string; overdue: string }>(backlogSql);
  return {
    partitions: heads.map(({ partition, position, epoch, commandOffset }) => {
      const behind = (at: string | null | undefined) => {
        if (at === null || at === undefined) return null;
        const lag = position - BigInt(at);
        return String(lag < 0n ? 0n : lag); // It moved on after the head was read.
      };
      const row = byPartition.get(partition);
      return {
        partition,
        position: String(position),
        epoch: String(epoch),
        commandOffset: String(commandOffset),
        reporting: behind(row?.reporting),
        webhooks: behind(row?.webhooks),
      };
    }),
    parkedCommands: Number(backlog.rows[0]?.parked ?? 0),
    overdueDeliveries: Number(backlog.rows[0]?.overdue ?? 0),
  };
}

const columns = [
  'partition',
  'position',
  'epoch',
  'commandOffset',
  'reporting',
  'webhooks',
] as const;

export function statusInWords({ partitions, parkedCommands, overdueDeliveries }: Status): string {
  const titles = [
    'partition',
    'position',
    'epoch',
    'next command',
    'reporting lag',
    'webhooks lag',
  ];
  const rows = partitions.map((one) => columns.map((column) => String(one[column] ?? '-')));
  const widths = titles.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  ');
  return [
    line(titles),
    ...rows.map(line),
    '',
    `parked commands: ${parkedCommands}`,
    `overdue deliveries: ${overdueDeliveries}`,
  ].join('\n');
}
