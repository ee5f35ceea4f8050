// `ledgerway logs tail`
import type { ApiClient } from '../api/api-client.js';
import { formOf, type Pairs } from '../api/form.js';
import type { TailFlags } from '../commands/logs.js';
import { follow } from '../feed/follow.js';
import type { Page } from '../feed/list-feed.js';
import { readSince, startFeed } from '../feed/start-feed.js';
import { TimeFeed } from '../feed/time-feed.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { untilInterrupted } from '../terminal/interruption.js';
import { pauseUntil } from '../terminal/pause.js';
import { complain, print, printJson } from '../terminal/print.js';
import { isPolling, requestInWords, type RequestLog } from './request-log.js';

const path = '/v1/request_logs';
/** How far back to look for what is not polling. */
const maxPages = 10;

export async function tailLogs(api: ApiClient, flags: TailFlags): Promise<ExitCode> {
  if (flags.requestId !== undefined) {
    printJson(await api.get(`${path}/${encodeURIComponent(flags.requestId)}`), flags.json);
    return exitCodes.done;
  }
  const filter = filterOf(flags);
  const read = (query: Pairs) => api.get<Page<RequestLog>>(path, [...filter, ...query]);
  const feed = new TimeFeed<RequestLog>(read, () => performance.now());
  const isWanted = (entry: RequestLog) =>
    flags.all === true || flags.path !== undefined || !isPolling(entry);
  const show = (entry: RequestLog) => {
    if (isWanted(entry)) print(flags.json ? JSON.stringify(entry) : requestInWords(entry));
  };
  if (flags.since !== undefined) {
    const since = readSince(flags.since);
    await startFeed(feed, { since, api, path, nowMs: Date.now() });
  } else {
    const latest = await latestIn(read, isWanted, flags.limit);
    latest.wanted.forEach(show);
    if (latest.newest !== undefined) await feed.startAfter(latest.newest);
  }
  if (!flags.follow) {
    for await (const entry of feed.unseen()) show(entry);
    return exitCodes.done;
  }
  const signal = untilInterrupted();
  const requests = follow(feed, {
    start: async () => {},
    onReady: () => {},
    onLost: ({ message }) => complain(`${message}. Waiting for it …`),
    onBack: () => complain('The server is back.'),
    signal,
    pause: pauseUntil(signal),
  });
  for await (const entry of requests) show(entry);
  return exitCodes.done;
}

/** The last of those that are there, oldest first, and the newest of all. */
async function latestIn(
  read: (query: Pairs) => Promise<Page<RequestLog>>,
  isWanted: (entry: RequestLog) => boolean,
  limit: number,
) {
  const found: RequestLog[] = [];
  let newest: RequestLog | undefined;
  let last: RequestLog | undefined;
  for (let pages = 0; pages < maxPages; pages++) {
    const after = last && (['starting_after', last.id] as const);
    const page = await read([['limit', '100'], ...(after ? [after] : [])]);
    newest ??= page.data[0];
    found.push(...page.data.filter(isWanted));
    last = page.data.at(-1);
    if (found.length >= limit || !page.has_more) break;
  }
  return { wanted: found.slice(0, limit).reverse(), newest };
}

const filterOf = ({ method, status, path: only }: TailFlags): Pairs =>
  formOf({
    ...(method !== undefined && { method }),
    ...(status !== undefined && { status }),
    ...(only !== undefined && { path: only }),
  });
