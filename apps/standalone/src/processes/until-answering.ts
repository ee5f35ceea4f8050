import type { Shutdown } from '@ledgerway/platform';

const pollMs = 50;

/** Resolves when the URL answers 200, or when the process is to stop before that. */
export async function untilAnswering(url: string, shutdown: Shutdown): Promise<void> {
  while (!shutdown.stopping) {
    const status = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
      (response) => response.status,
      () => 0, // Not listening yet.
    );
    if (status === 200) return;
    await new Promise((resume) => setTimeout(resume, pollMs));
  }
}
