// Tells merchants' streams how their reports ended, so that it becomes an event like any other. At
// least once: the command's id derives from the run, and payments does a command once.
import {
  deriveCommandId,
  encodeCommandRecord,
  merchantCore,
  partitionOf,
  reportRunOf,
  streamIdOf,
  topics,
} from '@ledgerway/contracts';
import type { MessageLog, OutgoingRecord } from '@ledgerway/messaging';
import { failpoint } from '@ledgerway/platform';
import type { ReportRuns } from './report-runs.js';

export type AnnounceOptions = {
  readonly runs: ReportRuns;
  readonly log: Pick<MessageLog, 'publish'>;
  readonly partitions: number;
};

type Ended = Awaited<ReturnType<ReportRuns['unannounced']>>[number];

/** Resolves when every run that had ended is told. */
export async function announce({ runs, log, partitions }: AnnounceOptions): Promise<void> {
  for (;;) {
    const ended = await runs.unannounced();
    if (ended.length === 0) return;
    const records = ended.map((one) => recordOf(one, partitions));
    await log.publish(topics.commands, records);
    failpoint('reporting.report-announced');
    await runs.announced(ended.map(({ run }) => run.id));
  }
}

function recordOf({ merchantId, livemode, run, filesUrl }: Ended, partitions: number) {
  const told = reportRunOf(run, filesUrl);
  if (told.status === 'pending') throw new Error(`Run ${run.id} has not ended`);
  const core = merchantCore(merchantId, livemode);
  const record = {
    id: deriveCommandId(run.id, 'ended'),
    streamId: streamIdOf(core),
    replyTo: null,
    origin: { id: null, idempotencyKey: null },
    command: {
      type: 'RecordReportRun',
      caller: { merchantId, livemode },
      run: told,
      at: told.endedAt,
    },
  } as const;
  const partition = partitionOf(core, partitions);
  return { partition, value: encodeCommandRecord(record) } satisfies OutgoingRecord;
}
