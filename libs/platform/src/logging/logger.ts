import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import pretty from 'pino-pretty';
import { hideSecretsIn, redact } from './redaction.js';

export type Logger = PinoLogger;
export type LoggerOptions = {
  level?: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** The service, on every line. */
  name: string;
  /** Coloured lines for people. Default: when stdout is a terminal. */
  pretty?: boolean;
  /** Where lines go. Default: stdout. */
  destination?: DestinationStream;
};

/** JSON lines with ISO times; no secret reaches one, neither by field name nor inside a text. */
export function createLogger({ level = 'info', name, ...output }: LoggerOptions): Logger {
  const readable = output.pretty ?? process.stdout.isTTY === true;
  // A stream in this process, not a worker thread: the last lines before a crash are not lost.
  const destination = readable
    ? pretty({ colorize: true, ignore: 'pid,hostname', destination: output.destination })
    : (output.destination ?? pino.destination({ dest: 1, sync: true }));
  const logger = pino(
    {
      level,
      name,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: redactFields,
        bindings: redactFields,
      },
      serializers: { err: redact, error: redact },
      hooks: { streamWrite: hideSecretsIn },
    },
    destination,
  );
  return redactingChildren(logger);
}

/** pino formats the fields of every line but not those that a child logger adds to its lines. */
function redactingChildren(logger: Logger): Logger {
  const { child } = logger;
  logger.child = function (this: Logger, fields: object, options: never) {
    return child.call(this, redactFields(fields), options);
  } as Logger['child'];
  return logger;
}

const redactFields = (fields: object) => redact(fields) as Record<string, unknown>;
