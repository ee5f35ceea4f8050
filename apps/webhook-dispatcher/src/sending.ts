// The sending half of the service, put together.
import type { Database } from '@ledgerway/platform';
import { Backlog } from './deliveries/backlog.js';
import { Claims } from './deliveries/claims.js';
import { Deliveries } from './deliveries/deliveries.js';
import { Ownership } from './deliveries/ownership.js';
import { Profiles } from './deliveries/profiles.js';
import { Results } from './deliveries/results.js';
import { RetrySchedule } from './deliveries/retry-schedule.js';
import type { AddressGuard } from './delivery/address-guard.js';
import { Sender } from './delivery/sender.js';
import type { Endpoints } from './endpoints/endpoints.js';
import type { SecretBox } from './endpoints/secrets.js';
import type { DispatcherMetrics } from './metrics.js';
import type { WebhookDispatcherOptions } from './service.js';

type Parts = Pick<
  WebhookDispatcherOptions,
  'clock' | 'instance' | 'logger' | 'random' | 'retryScale' | 'timeoutMs'
> & {
  readonly database: Database;
  /** For claims and results. */
  readonly hot: Database;
  readonly guard: AddressGuard;
  readonly secrets: SecretBox;
  readonly endpoints: Endpoints;
  readonly metrics: DispatcherMetrics;
};

const defaultTimeoutMs = 15_000;
const endpointInFlight = 8;

const slotsAt = (retryScale: number) => ({
  maxInFlight: 256,
  maxClaimed: 2_048,
  lane: {
    maxInFlight: endpointInFlight,
    maxAhead: 64,
    breakerPauseMs: 30_000 / retryScale,
    maxBreakerPauseMs: 300_000 / retryScale,
  },
});

/** The sender is closed after the deliveries have stopped. */
export function sending(parts: Parts): { deliveries: Deliveries; sender: Sender } {
  const { database, hot, metrics, clock, logger, instance, retryScale } = parts;
  const sender = new Sender({
    guard: parts.guard,
    socketsPerEndpoint: endpointInFlight,
    deadlineMs: parts.timeoutMs ?? defaultTimeoutMs,
    connectTimeoutMs: 5_000,
    maxResponseBytes: 16_384,
    maxPools: 1_000,
  });
  const deliveries = new Deliveries({
    ownership: new Ownership(database, instance, logger),
    backlog: new Backlog(database, clock, metrics),
    claims: new Claims(hot),
    results: new Results(hot),
    profiles: new Profiles(hot, parts.secrets, logger),
    schedule: new RetrySchedule(retryScale, parts.random ?? Math.random),
    slots: slotsAt(retryScale),
    maxUnwritten: 1_024,
    onGone: (endpointId) => parts.endpoints.disable(endpointId, 'gone'),
    database,
    sender,
    metrics,
    clock,
    logger,
  });
  return { deliveries, sender };
}
