import { EventEmitter } from 'node:events';

// Of this process, across all instances of the log in it: whoever publishes wakes whoever reads.
// Waking a reader of another database costs it one look, so databases are not told apart.
const published = new EventEmitter().setMaxListeners(0);

/** `origin` has seen to its own readers already. */
export function announce(topics: Iterable<string>, origin: object): void {
  for (const topic of topics) published.emit('topic', topic, origin);
}

/** @returns how to end it */
export function onAnnounced(listener: (topic: string, origin: object) => void): () => void {
  published.on('topic', listener);
  return () => void published.off('topic', listener);
}
