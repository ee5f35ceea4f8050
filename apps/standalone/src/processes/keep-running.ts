// Servers that we start ourselves (PostgreSQL, Kafka) come back when they are killed.
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger, ProcessExit, Shutdown } from '@ledgerway/platform';

export type RestartableServer = {
  /** Resolves when the server's current process ends. */
  readonly exited: Promise<ProcessExit>;
  restart(): Promise<void>;
};

export type KeepRunningOptions = {
  readonly name: string;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  /** Called whenever it has come back, with another pid. */
  readonly onRestart?: () => void;
};

/** A server may be killed again while it recovers. */
const mostAttempts = 5;
const pauseMs = 500;

/**
 * Restarts the server until the shutdown; if it cannot be restarted after several attempts, the
 * whole process gives up.
 */
export async function keepRunning(
  server: RestartableServer,
  options: KeepRunningOptions,
): Promise<void> {
  const { name, logger, shutdown, onRestart } = options;
  while (!shutdown.stopping) {
    const exit = await server.exited;
    if (shutdown.stopping) return;
    logger.error({ exit }, `the ${name} ended; starting it again`);
    try {
      await restart(server, options);
      onRestart?.();
    } catch (error) {
      return shutdown.crash(name, error);
    }
  }
}

async function restart(server: RestartableServer, options: KeepRunningOptions): Promise<void> {
  const { name, logger, shutdown } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await server.restart();
    } catch (err) {
      if (attempt === mostAttempts || shutdown.stopping) throw err;
      logger.error({ err, attempt }, `the ${name} did not start; another attempt follows`);
      await delay(attempt * pauseMs);
    }
  }
}
