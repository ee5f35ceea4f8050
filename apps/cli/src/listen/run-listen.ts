// `ledgerway listen`, put together from what was asked for.
import { ApiClient } from '../api/api-client.js';
import { dataDirectory, findConnection } from '../api/connection.js';
import type { ListenFlags } from '../commands/listen.js';
import { follow } from '../feed/follow.js';
import { ListFeed, type Page } from '../feed/list-feed.js';
import { readSince, startFeed } from '../feed/start-feed.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { untilInterrupted } from '../terminal/interruption.js';
import { pauseUntil } from '../terminal/pause.js';
import { complain, print } from '../terminal/print.js';
import { readEventTypes, typesFilter } from './event-types.js';
import type { ApiEvent } from './event.js';
import { Forwarder } from './forwarder.js';
import { exitCodeOf, listen } from './listen.js';
import { Recorder, recordingsIn } from './recordings.js';
import { reportIn } from './reports.js';
import { sessionSecret } from './session-secret.js';
import { readHeader, readTarget } from './target.js';

const nowMs = () => Date.now();

export async function runListen(flags: ListenFlags): Promise<ExitCode> {
  if (flags.printSecret) {
    print(ownSecret());
    return exitCodes.done;
  }
  const interrupted = untilInterrupted();
  const timeout = flags.timeout === undefined ? undefined : AbortSignal.timeout(flags.timeout);
  const signal = AbortSignal.any([interrupted, ...(timeout ? [timeout] : [])]);
  const limit = flags.once ? 1 : flags.limit;
  const forward = flags.forwardTo === undefined ? undefined : forwarding(flags, signal);
  const recorder = flags.record === undefined ? undefined : new Recorder(flags.record);
  const heard = await listen({
    events:
      flags.replay === undefined ? liveEvents(flags, signal) : recordedEvents(flags.replay, signal),
    report: reportIn(flags.json ? 'json' : flags.format, print),
    ...(forward !== undefined && { forward }),
    ...(recorder !== undefined && { record: (recording) => recorder.add(recording) }),
    ...(limit !== undefined && { limit }),
  });
  if (interrupted.aborted && heard.last !== undefined && flags.replay === undefined)
    complain(`To go on from here: ledgerway listen --since ${heard.last.id}`);
  const timedOut = timeout?.aborted === true;
  return exitCodeOf(heard, { exitCode: flags.exitCode === true, limit, timedOut });
}

const ownSecret = (): string => sessionSecret(dataDirectory(process.env));

function forwarding(flags: ListenFlags, signal: AbortSignal) {
  const target = readTarget(flags.forwardTo!);
  const forwarder = new Forwarder({
    target,
    secret: ownSecret(),
    headers: (flags.header ?? []).map(readHeader),
    skipVerify: flags.skipVerify === true,
    retry: flags.retry,
    signal,
    pause: pauseUntil(signal),
    nowMs,
    onDown: (cause, waitMs) =>
      complain(`${target.href}: ${cause}; trying again in ${waitMs / 1000} s`),
  });
  return { target, send: (event: ApiEvent) => forwarder.forward(event) };
}

function liveEvents(flags: ListenFlags, signal: AbortSignal) {
  const api = new ApiClient(findConnection(flags, process.env));
  const path = '/v1/events';
  const filter = flags.events === undefined ? [] : typesFilter(readEventTypes(flags.events));
  const since = flags.since === undefined ? undefined : readSince(flags.since);
  const feed = new ListFeed<ApiEvent>((query) =>
    api.get<Page<ApiEvent>>(path, [...filter, ...query]),
  );
  const mode = api.livemode ? 'live' : 'test';
  const signed = flags.forwardTo === undefined ? '' : ` They are signed with ${ownSecret()}`;
  return follow(feed, {
    start: () => startFeed(feed, { since, api, path, nowMs: nowMs() }),
    onReady: () => complain(`Ready: events of ${mode} mode at ${api.base}.${signed}`),
    onLost: ({ message }) => complain(`${message}. Waiting for it …`),
    onBack: () => complain('The server is back.'),
    signal,
    pause: pauseUntil(signal),
  });
}

function* recordedEvents(directory: string, signal: AbortSignal): Generator<ApiEvent> {
  for (const { event } of recordingsIn(directory)) {
    if (signal.aborted) return;
    yield event;
  }
}
