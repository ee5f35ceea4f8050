import { signatureHeaders, type SigningSecret } from '@ledgerway/contracts';
import type { ClaimedDelivery } from './claims.js';

const fixed = [
  'content-type',
  'application/json; charset=utf-8',
  'user-agent',
  'Ledgerway/1.0 (webhooks)',
];

/** What of a delivery its headers tell. */
export type DeliveryToTell = Pick<
  ClaimedDelivery,
  | 'deliveryId'
  | 'eventId'
  | 'eventType'
  | 'attempts'
  | 'body'
  | 'sequence'
  | 'objectVersion'
  | 'traceparent'
>;

/**
 * Names and values in turn. Ids stay the same over all attempts; signature and count do not. The
 * trace goes on as it came: nothing of ours stands between the request and what it has caused.
 */
export function deliveryHeaders(
  delivery: DeliveryToTell,
  secrets: readonly SigningSecret[],
  nowMs: number,
): string[] {
  const { deliveryId, eventId, eventType, attempts } = delivery;
  const { sequence, objectVersion, traceparent } = delivery;
  const headers = [
    ...fixed,
    ...signatureHeaders(secrets, {
      id: eventId,
      timestampS: Math.floor(nowMs / 1000),
      body: delivery.body,
    }),
    'ledgerway-event-type',
    eventType,
    'ledgerway-delivery-id',
    deliveryId,
    'ledgerway-attempt',
    String(attempts + 1),
  ];
  if (sequence !== null) headers.push('ledgerway-sequence', sequence);
  if (objectVersion !== null) headers.push('ledgerway-object-version', String(objectVersion));
  if (traceparent !== null) headers.push('traceparent', traceparent);
  return headers;
}
