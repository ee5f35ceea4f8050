import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.js';

/**
 * Sends Nest's own messages through our logger. Nest passes its context as the last argument. What
 * it tells of its start (each module, each route) is detail here: `debug`.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  private write(
    level: 'warn' | 'error' | 'fatal' | 'debug' | 'trace',
    message: unknown,
    rest: unknown[],
  ) {
    const context = rest.at(-1);
    const stack = rest.length > 1 ? rest[0] : undefined;
    const err = message instanceof Error ? message : undefined;
    const text = err
      ? err.message
      : typeof message === 'string'
        ? message
        : JSON.stringify(message);
    this.logger[level](
      { context, ...(err && { err }), ...(stack !== undefined && { stack }) },
      text,
    );
  }
}
