import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const firstDelayMs = 100;
const longestDelayMs = 2_000;

// Codes that time does not cure: a wrong password, a missing database, a bad name.
const permanent = new Set(['28P01', '28000', '3D000', '42501', 'ENOTFOUND']);

/**
 * Connects with growing pauses until the server answers.
 *
 * @returns an open client; the caller ends it.
 * @throws the last error when `waitMs` is over, or at once when waiting cannot help.
 */
export async function waitForDatabase(url: string, waitMs = 60_000): Promise<pg.Client> {
  const deadline = Date.now() + waitMs;
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined); // Reported by the query that it breaks.
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      const code = (error as { code?: string }).code ?? '';
      if (permanent.has(code) || Date.now() + delayMs > deadline) throw error;
      await delay(delayMs);
    }
  }
}
