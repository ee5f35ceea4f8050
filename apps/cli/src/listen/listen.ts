// Takes events as they come, shows them, forwards them, and remembers how that went.
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import type { ApiEvent } from './event.js';
import type { Forwarded } from './forwarder.js';
import type { Recording } from './recordings.js';
import { isAccepted, type Report } from './reports.js';

export type ListenOptions = {
  readonly events: AsyncIterable<ApiEvent> | Iterable<ApiEvent>;
  readonly report: Report;
  readonly forward?: {
    readonly target: URL;
    readonly send: (event: ApiEvent) => Promise<Forwarded | 'interrupted'>;
  };
  readonly record?: (recording: Recording) => void;
  /** Ends after this many. */
  readonly limit?: number;
};

export type Heard = {
  readonly events: number;
  /** Of them, those that the receiver did not accept. */
  readonly unaccepted: number;
  readonly last: ApiEvent | undefined;
};

export async function listen(options: ListenOptions): Promise<Heard> {
  const { events, report, forward, record, limit = Infinity } = options;
  let heard: Heard = { events: 0, unaccepted: 0, last: undefined };
  for await (const event of events) {
    report.event(event);
    const answer = await forward?.send(event);
    // Whoever goes on from here wants this event again.
    if (answer === 'interrupted') break;
    if (forward !== undefined && answer !== undefined) report.answer(event, forward.target, answer);
    record?.({ event, ...(answer !== undefined && { answer }) });
    const refused = answer === undefined || isAccepted(answer) ? 0 : 1;
    heard = { events: heard.events + 1, unaccepted: heard.unaccepted + refused, last: event };
    if (heard.events >= limit) break;
  }
  return heard;
}

type Wanted = {
  /** Whether the receiver's answers count. */
  readonly exitCode: boolean;
  /** How many events were to come, if that was said. */
  readonly limit: number | undefined;
  readonly timedOut: boolean;
};

export function exitCodeOf({ events, unaccepted }: Heard, wanted: Wanted): ExitCode {
  if (wanted.exitCode && unaccepted > 0) return exitCodes.no;
  if (wanted.timedOut && events < (wanted.limit ?? 0)) return exitCodes.inVain;
  return exitCodes.done;
}
