// The log has a partition for each day (UTC): a day is forgotten by dropping its partition, which costs
// the same however much was logged.
import type { Clock, Database, Logger } from '@ledgerway/platform';
import { requestIdStart } from '../edge/request-id.js';

const dayMs = 86_400_000;
/** Enough that a gateway which cannot reach the database for a day finds its partition. */
const daysAhead = 2;
const everyMs = 3_600_000;

// As functions of the owner: the service's own role may neither create tables nor drop them.
const addSql = 'select add_request_log_day($1, $2, $3)';
const dropSql = 'select drop_request_log_days_before($1)';

const nameOf = (day: number): string =>
  new Date(day * dayMs).toISOString().slice(0, 10).replaceAll('-', '');

/** Makes today's partition and the next ones, and drops those of which `keepDays` have passed. */
export async function keepLogDays(
  database: Pick<Database, 'query'>,
  nowMs: number,
  keepDays: number,
): Promise<void> {
  const today = Math.floor(nowMs / dayMs);
  for (let day = today; day <= today + daysAhead; day++)
    await database.query(addSql, [
      nameOf(day),
      requestIdStart(day * dayMs),
      requestIdStart((day + 1) * dayMs),
    ]);
  await database.query(dropSql, [nameOf(today - keepDays)]);
}

/** Does so now and every hour; the function it returns stops it and waits for a run under way. */
export async function startLogDays(options: {
  readonly database: Pick<Database, 'query'>;
  readonly clock: Clock;
  readonly keepDays: number;
  readonly log: Pick<Logger, 'warn'>;
}): Promise<() => Promise<void>> {
  const { database, clock, keepDays, log } = options;
  const keep = () =>
    keepLogDays(database, clock.now(), keepDays).catch((error: unknown) => {
      log.warn({ err: error }, 'the days of the request log were not kept; trying again later');
    });
  await keep();
  let running = Promise.resolve();
  const timer = setInterval(() => (running = running.then(keep)), everyMs).unref();
  return () => {
    clearInterval(timer);
    return running;
  };
}
