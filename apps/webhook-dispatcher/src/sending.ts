// The sending half of the service, put together.
import type { Database } from '@ledgerway/platform';
import { Backlog } from './deliveries/backlog.js';
import { Claims } from './deliveries/claims.js';
import { Deliveries } from './deliveries/deliveries.js';
import { Order } from './deliveries/order.js';
import { Ownership } from './deliveries/ownership.js';
import { Profiles } from './deliveries/profiles.js';
import { Results } from './deliveries/results.js';
import { RetrySchedule } from './deliveries/retry-schedule.js';
import type { AddressGuard } from './delivery/address-guard.js';
import { Sender } from './delivery/sender.js';
import type { SecretBox } from './endpoints/secrets.js';
import { EndpointHealth, healthLimits } from './health/endpoint-health.js';
import { HealthNotes } from './health/health-notes.js';
import { HealthStore } from './health/health-store.js';
import type { DispatcherMetrics } from './metrics.js';
import { Retention } from './retention/retention.js';
import type { WebhookDispatcherOptions } from './service.js';

type Parts = Pick<
  WebhookDispatcherOptions,
  'clock' | 'historyDays' | 'instance' | 'logger' | 'random' | 'retryScale' | 'timeoutMs'
> & {
  readonly database: Database;
  /** For claims and results. */
  readonly hot: Database;
  readonly guard: AddressGuard;
  readonly secrets: SecretBox;
  readonly metrics: DispatcherMetrics;
};

const defaultTimeoutMs = 15_000;
const defaultHistoryDays = 30;
const startInFlight = 8;
const maxInFlight = 32;

const slotsAt = (retryScale: number) => ({
  maxInFlight: 256,
  maxClaimed: 2_048,
  lane: {
    startInFlight,
    maxInFlight,
    maxAhead: 64,
    breakerPauseMs: 30_000 / retryScale,
    maxBreakerPauseMs: 300_000 / retryScale,
  },
});

export type Sending = {
  readonly deliveries: Deliveries;
  /** To be closed after the deliveries have stopped. */
  readonly sender: Sender;
  /** To be checked now and then, by every process. */
  readonly health: EndpointHealth;
  /** To be run now and then, by any process. */
  readonly retention: Retention;
};

export function sending(parts: Parts): Sending {
  const { database, hot, metrics, clock, logger, instance, retryScale } = parts;
  const sender = new Sender({
    guard: parts.guard,
    socketsPerEndpoint: maxInFlight,
    deadlineMs: parts.timeoutMs ?? defaultTimeoutMs,
    connectTimeoutMs: 5_000,
    maxResponseBytes: 16_384,
    maxPools: 1_000,
  });
  const notes = new HealthNotes();
  const health = new EndpointHealth({
    database,
    notes,
    store: new HealthStore(database),
    limits: healthLimits(retryScale),
    clock,
    logger,
    metrics,
    onTold: (endpointIds) => deliveries.wake(endpointIds),
  });
  const deliveries: Deliveries = new Deliveries({
    ownership: new Ownership(database, instance, logger),
    backlog: new Backlog(database, clock, metrics),
    claims: new Claims(hot),
    order: new Order(hot),
    results: new Results(hot),
    profiles: new Profiles(hot, parts.secrets, logger),
    schedule: new RetrySchedule(retryScale, parts.random ?? Math.random),
    slots: slotsAt(retryScale),
    maxUnwritten: 1_024,
    onClosing: (endpointId, reason, at) => health.close(endpointId, reason, at),
    health: notes,
    database,
    sender,
    metrics,
    clock,
    logger,
  });
  const historyDays = parts.historyDays ?? defaultHistoryDays;
  const retention = new Retention({ database, clock, logger, historyDays });
  return { deliveries, sender, health, retention };
}
