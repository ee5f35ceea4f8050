// Runs a report, waits for it and fetches its file.
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { ApiClient } from '../api/api-client.js';
import type { ConnectionOptions } from '../api/connection.js';
import { formOf, type Pairs } from '../api/form.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import type { Pause } from '../terminal/pause.js';
import { complain, printJson } from '../terminal/print.js';
import { readInterval } from './interval.js';

export type ReportFlags = ConnectionOptions & {
  readonly interval?: string;
  readonly timezone: string;
  readonly currency?: string;
  readonly payout?: string;
  readonly category?: string;
  readonly columns?: string;
  readonly format?: string;
  readonly output?: string;
  readonly timeout: number;
};

type Run = {
  readonly id: string;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly failure_message: string | null;
  readonly result: { readonly id: string; readonly size: number; readonly url: string } | null;
};

export type Surroundings = {
  readonly api: Pick<ApiClient, 'download' | 'get' | 'post'>;
  readonly pause: Pause;
  readonly nowMs: () => number;
  readonly stdout: NodeJS.WritableStream;
};

const runs = '/v1/reporting/report_runs';
const lookEveryMs = 500;

export async function runReport(
  type: string,
  flags: ReportFlags,
  around: Surroundings,
): Promise<ExitCode> {
  const { api, stdout } = around;
  const begun = await api.post<Run>(runs, paramsOf(type, flags));
  const run = await ended(begun, flags.timeout, around);
  if (run === undefined) {
    complain(`${begun.id} is still pending: ledgerway get ${runs}/${begun.id}`);
    return exitCodes.inVain;
  }
  if (run.result === null) throw new Failure(run.failure_message ?? 'The report has failed.');
  // What the server calls itself may not be what it is called here, and keys are for it alone.
  const { pathname } = new URL(run.result.url);
  const { output, json } = flags;
  if (output === undefined) await pipeline(api.download(pathname), stdout, { end: false });
  else await save(api.download(pathname), output);
  if (output !== undefined && json) printJson(run, true);
  else if (output !== undefined) complain(`${output}: ${run.result.size} bytes (${run.id})`);
  return exitCodes.done;
}

/** The run as it ended; none if it did not in time. */
async function ended(
  begun: Run,
  timeoutMs: number,
  { api, pause, nowMs }: Surroundings,
): Promise<Run | undefined> {
  const deadlineMs = nowMs() + timeoutMs;
  let run = begun;
  while (run.status === 'pending') {
    if (nowMs() >= deadlineMs) return undefined;
    await pause(lookEveryMs);
    run = await api.get<Run>(`${runs}/${begun.id}`);
  }
  return run;
}

/** All of the file is there, or none of it. */
async function save(content: AsyncIterable<Buffer>, path: string): Promise<void> {
  const unfinished = `${path}.part`;
  try {
    await pipeline(content, createWriteStream(unfinished));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    if (error instanceof Failure) throw error;
    throw new Failure(`${path} cannot be written: ${(error as Error).message}`);
  }
}

function paramsOf(type: string, flags: ReportFlags): Pairs {
  const { interval, timezone, currency, payout, category, columns, format } = flags;
  const times = interval === undefined ? undefined : readInterval(interval, timezone);
  return formOf({
    report_type: type,
    parameters: {
      timezone,
      ...(times && { interval_start: times.start, interval_end: times.end }),
      ...(currency !== undefined && { currency }),
      ...(payout !== undefined && { payout }),
      ...(category !== undefined && { reporting_category: category }),
      ...(columns !== undefined && { columns: columns.split(',').map((name) => name.trim()) }),
      ...(format !== undefined && { format }),
    },
  });
}
