// `ledgerway rebuild`, `compare`, `swap`, `rollback`: on the database itself, beside a server or
// without one. Only one process at a time works on the versions.
import {
  buildStandby,
  compareVersions,
  exchangeVersions,
  hasOurMigrations,
  prepareStandby,
  withVersionsLock,
  type Comparison,
} from '@ledgerway/reporting';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import { untilInterrupted } from '../terminal/interruption.js';
import { complain, print } from '../terminal/print.js';
import { lockWaitMs, withVersions, type Versions } from './open-versions.js';
import { ProgressDisplay } from './progress.js';
import { comparisonAsJson, comparisonInWords, exchangeInWords } from './report.js';

export type RebuildFlags = {
  readonly parallel?: number;
  readonly rate?: number;
  readonly swap: boolean;
  readonly fromStart?: true;
  readonly json?: true;
};

export async function runRebuild(flags: RebuildFlags): Promise<ExitCode> {
  const { swap, json } = flags;
  return locked(async (versions, signal) => {
    await prepareStandby(versions.databaseUrl);
    await build(versions, flags, signal);
    if (!(await isEqual(versions, signal, json))) return exitCodes.no;
    if (swap) await exchange(versions, 'built', json);
    return exitCodes.done;
  });
}

/** Versions of different releases need not be equal, so they are not compared. */
async function isEqual(
  versions: Versions,
  signal: AbortSignal,
  json: true | undefined,
): Promise<boolean> {
  if (!(await hasOurMigrations(versions.live))) {
    complain('not compared: the live version has the tables of another release');
    return true;
  }
  const comparison = await compareVersions({ ...versions, signal });
  printComparison(comparison, json);
  return comparison.equal;
}

async function build(
  versions: Versions,
  { parallel, rate, fromStart, json }: RebuildFlags,
  signal: AbortSignal,
): Promise<void> {
  const { stdout, stderr } = process;
  const nowMs = () => performance.now();
  const display = new ProgressDisplay({ json: json === true, stdout, stderr, nowMs });
  try {
    await buildStandby({
      ...versions,
      ...{ resume: fromStart !== true, signal },
      ...(parallel !== undefined && { parallel }),
      ...(rate !== undefined && { rate }),
      progress: (done, total) => display.show(done, total),
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Failure('stopped: `ledgerway rebuild` goes on from here', exitCodes.notDone);
  } finally {
    display.end();
  }
}

export const runCompare = (json: true | undefined): Promise<ExitCode> =>
  locked(async (versions, signal) => {
    const comparison = await compareVersions({ ...versions, signal });
    printComparison(comparison, json);
    return comparison.equal ? exitCodes.done : exitCodes.no;
  });

/** @param from `built`: a swap; `kept`: a rollback */
export const runExchange = (from: 'built' | 'kept', json: true | undefined): Promise<ExitCode> =>
  locked(async (versions) => {
    await exchange(versions, from, json);
    return exitCodes.done;
  });

async function exchange(
  versions: Versions,
  from: 'built' | 'kept',
  json: true | undefined,
): Promise<void> {
  const { live, standby } = await exchangeVersions({ ...versions, from });
  const result = { kind: 'exchange', version: live, kept_version: standby };
  print(json ? JSON.stringify(result) : exchangeInWords({ live, standby }));
}

const printComparison = (comparison: Comparison, json: true | undefined): void =>
  print(json ? JSON.stringify(comparisonAsJson(comparison)) : comparisonInWords(comparison));

const locked = (
  work: (versions: Versions, signal: AbortSignal) => Promise<ExitCode>,
): Promise<ExitCode> => {
  const interrupted = untilInterrupted();
  return withVersions((versions) =>
    withVersionsLock(
      versions.live,
      (lost) => work(versions, AbortSignal.any([interrupted, lost])),
      { waitMs: lockWaitMs },
    ),
  );
};
