/** Work that is done again and again, never twice at a time. */
export type Periodic = {
  /** Waits for what is under way. */
  stop(): Promise<void>;
};

/** Begins at once. What fails is told, and done again the next time. */
export function periodically(
  everyMs: number,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): Periodic {
  let running: Promise<void> | undefined;
  const run = () => {
    running ??= work()
      .catch(onError)
      .finally(() => (running = undefined));
  };
  run();
  const timer = setInterval(run, everyMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
