// Takes over how far other gateways have moved the test mode of accounts.
import type { AccountClocks, Logger } from '@ledgerway/platform';

const everyMs = 1_000;

/** Knows every account's time once it resolves; the function it returns stops it. */
export async function refreshClocks(
  clocks: Pick<AccountClocks, 'refresh'>,
  log: Pick<Logger, 'warn'>,
): Promise<() => Promise<void>> {
  await clocks.refresh();
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running
      .then(() => clocks.refresh())
      .catch((error: unknown) => {
        log.warn({ err: error }, 'the clocks of test modes were not read; trying again soon');
      });
  }, everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    return running;
  };
}
