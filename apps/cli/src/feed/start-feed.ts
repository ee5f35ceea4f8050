import type { ApiClient } from '../api/api-client.js';
import { Failure } from '../terminal/failure.js';
import { durationMs } from '../terminal/options.js';
import type { Feed, Listed } from './list-feed.js';

/** Where to begin in the past. */
export type Since =
  { readonly agoMs: number } | { readonly second: number } | { readonly id: string };

/** `10m`, a time of ISO 8601, unix seconds, or the id of the last entry that is known already. */
export function readSince(text: string): Since {
  const agoMs = durationMs(text);
  if (agoMs !== undefined) return { agoMs };
  if (/^(evt|req)_\w+$/.test(text)) return { id: text };
  if (/^\d{9,11}$/.test(text)) return { second: Number(text) };
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time))
    throw new Failure(
      `'${text}' is no time: expected such as 10m, 2026-11-23T08:00:00Z or the id of an entry`,
    );
  return { second: Math.floor(time / 1000) };
}

export type Beginning = {
  readonly since: Since | undefined;
  readonly api: Pick<ApiClient, 'get'>;
  /** Of the list. */
  readonly path: string;
  readonly nowMs: number;
};

/** Puts a feed where it is to begin; without a time that is now. */
export async function startFeed<T extends Listed>(
  feed: Feed<T>,
  { since, api, path, nowMs }: Beginning,
): Promise<void> {
  if (since === undefined) return feed.startNow();
  if ('id' in since) return feed.startAfter(await api.get<Listed>(`${path}/${since.id}`));
  if ('second' in since) return feed.startAt(since.second);
  // The account's test clock may be ahead of this machine's.
  const newest = await feed.newest();
  const accountMs = Math.max(nowMs, (newest?.created ?? 0) * 1000);
  return feed.startAt(Math.floor((accountMs - since.agoMs) / 1000));
}
