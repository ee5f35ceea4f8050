// Servers that we start ourselves (PostgreSQL, Kafka) come back when they are killed.
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

/** Restarts the server until the shutdown; if it cannot be restarted, the whole process gives up. */
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
      await server.restart();
      onRestart?.();
    } catch (error) {
      return shutdown.crash(name, error);
    }
  }
}
