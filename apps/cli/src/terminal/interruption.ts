/** Aborted by Ctrl-C or `kill`; a second Ctrl-C ends the process as ever. */
export function untilInterrupted(): AbortSignal {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => interruption.abort());
  return interruption.signal;
}
