// Keeps account of how endpoints fare, warns the owners of those that only fail, and closes them when
// nothing has changed a day later. Any process may do that: the first one to change a row has.
import type { Clock, Database, Logger } from '@ledgerway/platform';
import { changeEndpoints } from '../endpoints/changes.js';
import { closeEndpoint, type DisablingReason } from '../endpoints/closing.js';
import type { DispatcherMetrics } from '../metrics.js';
import { lockFeed, tellAccount } from './account-events.js';
import type { HealthNotes } from './health-notes.js';
import {
  isStillWarned,
  warn,
  type FailingEndpoint,
  type HealthLimits,
  type HealthStore,
} from './health-store.js';

export type EndpointHealthOptions = {
  readonly database: Database;
  readonly notes: HealthNotes;
  readonly store: HealthStore;
  readonly limits: HealthLimits;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly metrics: Pick<DispatcherMetrics, 'disabled'>;
  /** These endpoints have something to send. */
  readonly onTold: (endpointIds: ReadonlySet<string>) => void;
};

const hourMs = 3_600_000;

/** @param retryScale divides these times as it divides the pauses between attempts */
export const healthLimits = (retryScale: number): HealthLimits => ({
  disableAfterMs: (72 * hourMs) / retryScale,
  warnBeforeMs: (24 * hourMs) / retryScale,
  spreadMs: (12 * hourMs) / retryScale,
  minFailures: 10,
});

export class EndpointHealth {
  constructor(private readonly options: EndpointHealthOptions) {}

  /** Writes down what was seen, and does what follows from it. */
  async check(): Promise<void> {
    const { notes, store, limits, clock } = this.options;
    await store.record(notes.take());
    await store.forgetClosed();
    for (const failing of await store.failing(limits, clock.now())) {
      if (failing.warnedAt === null) await this.warn(failing);
      else await this.disable(failing, 'failing');
    }
  }

  /**
   * Closes an endpoint whose own server wants that, and tells the account.
   * @param now by the clock of the account
   */
  async close(endpointId: string, reason: DisablingReason, now: Date): Promise<void> {
    await this.disable({ endpointId, warnedAt: null, now }, reason);
  }

  private async warn({ endpointId, now: at }: FailingEndpoint): Promise<void> {
    const { database, clock, logger, onTold } = this.options;
    const told = await database.transaction(async (transaction) => {
      await lockFeed(transaction, endpointId);
      if (!(await warn(transaction, endpointId, at))) return null;
      const type = 'webhook_endpoint.disabling_soon';
      return tellAccount(transaction, { type, endpointId, at, now: new Date(clock.now()) });
    });
    if (told === null) return;
    logger.warn({ endpoint: endpointId }, 'endpoint only fails and will be disabled');
    onTold(new Set(told));
  }

  private async disable(
    { endpointId, warnedAt, now: at }: FailingEndpoint,
    reason: DisablingReason,
  ): Promise<void> {
    const { database, clock, logger, metrics, onTold } = this.options;
    const now = new Date(clock.now());
    const told = await changeEndpoints(database, async (transaction, version) => {
      await lockFeed(transaction, endpointId);
      if (warnedAt !== null && !(await isStillWarned(transaction, endpointId, warnedAt)))
        return null;
      const closed = await closeEndpoint(transaction, { endpointId, reason, version, at: now });
      if (closed === undefined) return null;
      return tellAccount(transaction, { type: 'webhook_endpoint.disabled', endpointId, at, now });
    });
    if (told === null) return;
    metrics.disabled.inc({ reason });
    logger.warn({ endpoint: endpointId, reason }, 'endpoint was disabled');
    onTold(new Set(told));
  }
}
