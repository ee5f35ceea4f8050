import { InvalidArgumentError } from 'commander';
import { readSince } from '../feed/start-feed.js';

/** Unix seconds of a time, or of so long ago: `2d`, `90m`, `2026-11-23T08:00:00Z`, `1795400000`. */
export function unixSeconds(text: string, _previous?: unknown, nowMs = Date.now()): number {
  const since = text.startsWith('evt_') || text.startsWith('req_') ? undefined : readSince(text);
  if (since !== undefined && 'agoMs' in since) return Math.floor((nowMs - since.agoMs) / 1000);
  if (since !== undefined && 'second' in since) return since.second;
  throw new InvalidArgumentError('say how long ago (2d, 90m) or when.');
}
