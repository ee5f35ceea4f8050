// What happens to charges, payers and intents, so that between them every type of public event is told.
import type { StreamEvent } from '@ledgerway/domain';
import { publicEventsOf, type PublicEvent } from '../public/public-events.js';
import { renderWebhookEndpoint } from '../public/webhook-endpoint.js';
import { eventExamples } from './event-examples.js';
import {
  at,
  authorized,
  captured,
  captureRequested,
  expired,
  expiresAt,
  held,
  refundFailed,
  refundPending,
  refundRequested,
  refundSucceeded,
  refusedByIssuer,
  requested,
  sale,
  sold,
} from './examples.js';
import { merchantLives } from './merchant-examples.js';
import {
  attemptError,
  challenge,
  confirmed,
  credit,
  customer,
  customerId,
  intentCharged,
  intentCreated,
  intentDeclined,
  manualIntentCreated,
  method,
  methodId,
  source,
  stateAfter,
} from './stream-examples.js';

const refund = [...sale, refundRequested('a', 500n)];
const dispute: readonly StreamEvent[] = [...sale, eventExamples.DisputeOpened];
const answered: readonly StreamEvent[] = [
  ...dispute,
  eventExamples.DisputeEvidenceSubmitted,
  eventExamples.DisputeEvidenceAnswered,
];
const customerCreated: StreamEvent = { type: 'CustomerCreated', customer, at };
const customerWithCard: readonly StreamEvent[] = [
  customerCreated,
  { type: 'SourceAdded', source, isDefault: true, at },
];
const setUp: readonly StreamEvent[] = [
  eventExamples.SetupIntentCreated,
  eventExamples.SetupIntentConfirmed,
  eventExamples.SetupIntentActionRequired,
];
const attached: readonly StreamEvent[] = [
  { type: 'PaymentMethodCreated', method, at },
  { type: 'PaymentMethodAttached', methodId, customer: customerId, setUp: false, at },
];
const action: StreamEvent = {
  type: 'PaymentIntentActionRequired',
  attempt: 1,
  action: challenge,
  at,
};

const lives: readonly (readonly StreamEvent[])[] = [
  sale,
  [requested, refusedByIssuer],
  [...held, captureRequested(1500n), captured(1500n, 500n)],
  [...held, { type: 'ChargeExpiringSoon', expiresAt, at }, expired],
  [...sale, eventExamples.ChargeUpdated],
  [...refund, refundPending('a'), refundSucceeded('a', 500n)],
  [...refund, refundPending('a'), refundFailed('a', 500n)],
  [...answered, eventExamples.DisputeClosed],
  [...customerWithCard, eventExamples.CustomerUpdated, eventExamples.SourceUpdated],
  [...customerWithCard, eventExamples.SourceRemoved, eventExamples.CustomerDeleted],
  [{ type: 'CreditUnmatched', credit, at }],
  [intentCreated, confirmed(), intentCharged(), authorized, sold],
  [intentCreated, confirmed(), intentCharged(), intentDeclined],
  [manualIntentCreated, confirmed(), intentCharged(1, { capture: 'manual' }), authorized],
  [intentCreated, { type: 'PaymentIntentCanceled', reason: 'abandoned', at }],
  [intentCreated, confirmed(), action, { type: 'PaymentIntentProcessing', attempt: 1, at }],
  [
    ...[intentCreated, confirmed(), action],
    { type: 'PaymentIntentAttemptFailed', attempt: 1, error: attemptError, at },
  ],
  [...attached, eventExamples.PaymentMethodUpdated],
  [...attached, eventExamples.PaymentMethodDetached],
  [...setUp, eventExamples.SetupIntentSucceeded],
  [...setUp, eventExamples.SetupIntentFailed],
  [eventExamples.SetupIntentCreated, eventExamples.SetupIntentCanceled],
  ...merchantLives,
];

const endpoint = renderWebhookEndpoint({
  ...{ id: 'we_06ExampleOfAnEndpoint0', url: 'https://shop.example/hook', enabledEvents: ['*'] },
  ...{ apiVersion: null, description: null, metadata: {}, status: 'enabled', livemode: false },
  created: at / 1000,
  delivery: {
    ...{ ordering: 'none', poison: 'skip', ratePerSecond: null, timeoutMs: null },
    ...{ retryDelaysS: null, customHeaders: [] },
  },
  ...{ secretType: 'hmac', publicKey: null },
});

/** Those that the dispatcher tells of by itself. */
const ofEndpoints: readonly PublicEvent[] = [
  { type: 'webhook_endpoint.disabling_soon', object: endpoint },
  { type: 'webhook_endpoint.disabled', object: { ...endpoint, status: 'disabled' } },
];

/** At least one of each type. */
export const sampleEvents = (): readonly PublicEvent[] => [
  ...lives.flatMap((life) =>
    life.flatMap((event, index) => publicEventsOf(event, stateAfter(...life.slice(0, index + 1)))),
  ),
  ...ofEndpoints,
];
