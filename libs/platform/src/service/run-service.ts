// What every process does around its own work: read its configuration, log, measure, answer
// probes, and end in order.
import { randomUUID } from 'node:crypto';
import { ConfigError, readConfig, type ConfigOf, type ConfigSchema } from '../config/config.js';
import { setting } from '../config/setting.js';
import { HealthRegistry } from '../health/health-registry.js';
import { createLogger, type Logger } from '../logging/logger.js';
import { createMetrics, type Metrics } from '../metrics/metrics.js';
import { Shutdown } from '../shutdown/shutdown.js';
import { systemClock, type Clock } from '../time/clock.js';

export const logLevel = setting.oneOf(
  'LEDGERWAY_LOG_LEVEL',
  ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
  { default: 'info' },
);

export type ServiceContext = {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: HealthRegistry;
  readonly shutdown: Shutdown;
  readonly clock: Clock;
  /** Names this process among all of the installation. */
  readonly instance: string;
};

/**
 * Runs a process until a signal ends it. A mistaken configuration, or a start that fails, prints
 * one readable line for each mistake and exits with 1.
 */
export async function runService<S extends ConfigSchema>(
  name: string,
  schema: S,
  start: (config: ConfigOf<S>, context: ServiceContext) => Promise<void>,
): Promise<void> {
  try {
    const config = readConfig(schema, process.env);
    const { level } = readConfig({ level: logLevel }, process.env);
    const logger = createLogger({ name, level });
    const shutdown = new Shutdown({ log: logger });
    shutdown.listen();
    await startOrStop(
      () =>
        start(config, {
          logger,
          metrics: createMetrics(),
          health: new HealthRegistry(),
          shutdown,
          clock: systemClock,
          instance: `${name}-${process.pid}-${randomUUID().slice(0, 8)}`,
        }),
      logger,
      shutdown,
    );
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const mistake of error.mistakes) process.stderr.write(`${mistake}\n`);
    process.exit(1);
  }
}

async function startOrStop(start: () => Promise<void>, logger: Logger, shutdown: Shutdown) {
  try {
    await start();
  } catch (error) {
    if (shutdown.stopping) return; // A signal came first: what broke was being taken down anyway.
    if (error instanceof ConfigError) throw error;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    logger.debug({ err: error }, 'start failed');
    await shutdown.crash('start', error);
  }
}
