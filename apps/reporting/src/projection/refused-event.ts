// Finds the event that spoils a chunk, so that whoever is called at night gets its position.
import { isRefusal } from './apply.js';
import type { Chunk } from './projected-event.js';

type Commit = (chunk: Chunk) => Promise<void>;

/**
 * Halves a chunk that could not be committed until the event that is the cause stands alone. The
 * events before it are committed.
 *
 * @param error why the whole chunk was not committed
 * @throws EventRefused at an event that cannot be applied; `error` if the data is not the cause
 */
export async function commitUpToRefusal(
  chunk: Chunk,
  error: unknown,
  commit: Commit,
): Promise<void> {
  if (chunk.events.length === 1 || !isRefusal(error)) throw error;
  for (const half of halvesOf(chunk))
    await commit(half).catch((cause: unknown) => commitUpToRefusal(half, cause, commit));
}

function halvesOf({ partition, after, events, topicOffset }: Chunk): [Chunk, Chunk] {
  const middle = events.length >> 1;
  return [
    { partition, after, events: events.slice(0, middle), topicOffset: null },
    { partition, after: after + BigInt(middle), events: events.slice(middle), topicOffset },
  ];
}
