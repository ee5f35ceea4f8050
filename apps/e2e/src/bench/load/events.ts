// Events as payments publishes them: a charge was authorized, which is one public event,
// `charge.succeeded`.
import {
  apiVersion,
  deriveCore,
  encodeEventRecord,
  eventIdOf,
  headers,
  idOf,
  publicEventsOf,
  renderEvent,
  sandboxCard,
  stateFromJson,
  streamIdOf,
  type EventRecord,
} from '@ledgerway/contracts';
import type { OutgoingRecord } from '@ledgerway/messaging';
import { stampName, stampOf } from './stamps.js';

type Charge = NonNullable<EventRecord['state']['charge']>;

export type EventToMake = {
  readonly merchantId: string;
  readonly partition: number;
  /** Gapless within the partition. */
  readonly position: number;
  /** When it is due to be published. */
  readonly dueMs: number;
};

export const eventType = 'charge.succeeded';

const card = sandboxCard('tok_visa');
const createdAt = Date.parse('2026-01-05T10:00:00Z');
const expiresAt = createdAt + 7 * 86_400_000;
const version = 2;
const origin = { id: 'req_1', idempotencyKey: 'order-6735' };
const approval = {
  acquirerReference: 'acq-6735',
  authorizationCode: '123456',
  networkTransactionId: 'ntx-6735',
  checks: { cvc: 'pass', addressLine1: null, addressPostalCode: null },
} as const;

function eventRecord({ merchantId, partition, position, dueMs }: EventToMake): EventRecord {
  const core = deriveCore(createdAt, merchantId, `order-${partition}-${position}`);
  const charge = chargeOf(merchantId, core, dueMs);
  return {
    ...{ partition, version, origin },
    position: BigInt(position),
    streamId: streamIdOf(core),
    event: { type: 'ChargeAuthorized', approval, amount: 2_000n, expiresAt, at: createdAt },
    state: { ...stateFromJson({}), charge },
  };
}

function chargeOf(merchantId: string, core: string, dueMs: number): Charge {
  if (card === undefined || card === null) throw new Error('The sandbox has no tok_visa');
  const details = {
    description: 'Order 6735',
    metadata: { order_id: '6735', shop: 'main', [stampName]: stampOf(dueMs) },
    receiptEmail: null,
    shipping: null,
    statementDescriptor: null,
    statementDescriptorSuffix: null,
    transferGroup: null,
    fraudDetails: {},
    customer: null,
  };
  return {
    status: 'authorized',
    terms: {
      ...{ merchantId, livemode: false, chargeId: idOf('ch', core) },
      ...{ amount: 2_000n, currency: 'usd', capture: 'manual', method: 'card' },
      ...{ card, paymentMethod: card.id, billing: null, paymentIntent: null, details },
      ...{ authenticated: false, offSession: false, bankReference: null, fees: null },
    },
    ...{ details, createdAt, approval, authorizedAmount: 2_000n, expiresAt, decline: null },
    ...{ captures: [], refunds: [], releases: [], pendingVoid: null, disputes: [] },
    ...{ expiryAnnounced: false, contradictions: [] },
  };
}

/** For the topic of events. */
export function outgoingRecord(event: EventToMake): OutgoingRecord {
  return {
    partition: event.partition,
    headers: { [headers.position]: String(event.position) },
    value: encodeEventRecord(eventRecord(event)),
  };
}

/** The same event as its merchant gets it. */
export function publicBody(event: EventToMake): { id: string; body: Buffer } {
  const record = eventRecord(event);
  const [made] = publicEventsOf(record.event, record.state);
  if (made === undefined) throw new Error('The event is not public');
  const core = deriveCore(
    createdAt,
    event.merchantId,
    `order-${event.partition}-${event.position}`,
  );
  const id = eventIdOf(core, version, 0);
  const json = renderEvent({
    ...made,
    ...{ id, created: createdAt / 1000, livemode: false, request: origin },
    ...{ apiVersion, pendingWebhooks: 1 },
  });
  return { id, body: Buffer.from(JSON.stringify(json)) };
}
