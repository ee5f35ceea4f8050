// The reports for a person, and for a program.
import { breakInWords, type PartitionReport } from '@ledgerway/event-store';

export function reportInWords(report: PartitionReport): string {
  if (report.break !== null) return `BROKEN  ${breakInWords(report.break)}`;
  const { partition, events, sealedThrough, anchoredThrough } = report;
  const sealed = `sealed through ${sealedThrough}, outside the database through ${anchoredThrough}`;
  return `ok      partition ${partition}: ${events} events, ${sealed}`;
}

export const reportsAsJson = (reports: readonly PartitionReport[], signed: boolean): string => {
  const partitions = reports.map(asJson);
  const broken = partitions.filter((report) => report.break !== null);
  return JSON.stringify({
    ok: broken.length === 0,
    signatures_checked: signed,
    first_break: broken[0]?.break ?? null,
    partitions,
  });
};

const asJson = (report: PartitionReport) => ({
  partition: report.partition,
  head: Number(report.head),
  events: report.events,
  sealed_through: Number(report.sealedThrough),
  anchored_through: Number(report.anchoredThrough),
  break: report.break && {
    partition: report.break.partition,
    position: Number(report.break.position),
    stream: report.break.streamId,
    version: report.break.version,
    reason: report.break.reason,
    detail: report.break.detail,
  },
});
