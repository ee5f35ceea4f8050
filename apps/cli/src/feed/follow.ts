// Reads a feed until it is told to stop, however often the server goes away meanwhile.
import { isPassing } from '../api/api-error.js';
import type { Pause } from '../terminal/pause.js';
import type { Feed, Listed } from './list-feed.js';

export type FollowOptions = {
  /** Puts the feed where it is to begin. */
  readonly start: () => Promise<void>;
  readonly onReady: () => void;
  readonly signal: AbortSignal;
  readonly pause: Pause;
  /** The server is away; told once until it is back. */
  readonly onLost: (error: Error) => void;
  readonly onBack: () => void;
};

const shortestPauseMs = 200;
const longestPauseMs = 1_000;
const longestAbsencePauseMs = 5_000;

/** Everything that comes, until the signal. @throws what will not pass by itself */
export async function* follow<T extends Listed>(
  feed: Feed<T>,
  { start, onReady, signal, pause, onLost, onBack }: FollowOptions,
): AsyncGenerator<T> {
  let idleMs = shortestPauseMs;
  let isReady = false;
  let isLost = false;
  const found = () => {
    if (isLost) onBack();
    isLost = false;
  };
  while (!signal.aborted) {
    try {
      idleMs = Math.min(idleMs * 1.5, isLost ? longestAbsencePauseMs : longestPauseMs);
      if (!isReady) {
        await start();
        isReady = true;
        onReady();
      }
      for await (const entry of feed.unseen()) {
        if (signal.aborted) return;
        found();
        idleMs = shortestPauseMs;
        yield entry;
      }
      found();
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (!isLost) onLost(error as Error);
      isLost = true;
      feed.interrupted?.();
    }
    await pause(idleMs);
  }
}
