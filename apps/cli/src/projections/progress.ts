// How far a rebuild is: a bar that is drawn over and over on a terminal, a line of JSON for a
// program, and now and then a line where neither looks.
import { ProgressMeter, type MeasuredProgress } from '@ledgerway/reporting';

export type ProgressOutput = {
  readonly json: boolean;
  /** The progress of a program's reader goes to stdout, a person's to stderr. */
  readonly stdout: Pick<NodeJS.WriteStream, 'write'>;
  readonly stderr: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>;
  /** Milliseconds on a clock that does not go back. */
  readonly nowMs: () => number;
};

const barWidth = 30;
const everyMs = { bar: 100, json: 1_000, line: 5_000 };

export class ProgressDisplay {
  private readonly meter = new ProgressMeter();
  private shownAtMs = -Infinity;
  private barShown = false;

  constructor(private readonly output: ProgressOutput) {}

  show(done: bigint, total: bigint): void {
    const { json, stdout, stderr, nowMs } = this.output;
    const now = nowMs();
    const measured = this.meter.measure(done, total, now);
    const kind = json ? 'json' : stderr.isTTY ? 'bar' : 'line';
    if (now - this.shownAtMs < everyMs[kind] && done < total) return;
    this.shownAtMs = now;
    if (kind === 'json') stdout.write(`${progressAsJson(measured)}\n`);
    else if (kind === 'line') stderr.write(`${progressInWords(measured)}\n`);
    else {
      this.barShown = true;
      stderr.write(`\r\u001b[K${barOf(measured)} ${progressInWords(measured)}`);
    }
  }

  /** Leaves the bar where it is; what is said next begins on a new line. */
  end(): void {
    if (this.barShown) this.output.stderr.write('\n');
    this.barShown = false;
  }
}

export const progressAsJson = ({ done, total, perSecond, etaSeconds }: MeasuredProgress): string =>
  JSON.stringify({
    kind: 'progress',
    events_done: Number(done),
    events_total: Number(total),
    events_per_second: perSecond,
    eta_seconds: etaSeconds,
  });

const inThousands = (count: bigint | number) => count.toLocaleString('en-US');

export function progressInWords({ done, total, perSecond, etaSeconds }: MeasuredProgress): string {
  const percent = total === 0n ? 100 : Number((done * 100n) / total);
  const counts = `${percent} %, ${inThousands(done)} of ${inThousands(total)} events`;
  if (perSecond === null || etaSeconds === null) return counts;
  return `${counts}, ${inThousands(perSecond)}/s, ${durationInWords(etaSeconds)} left`;
}

function barOf({ done, total }: MeasuredProgress): string {
  const filled = total === 0n ? barWidth : Number((done * BigInt(barWidth)) / total);
  return `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}]`;
}

function durationInWords(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.ceil(seconds / 360) / 10} h`;
}
