import { signatureHeaders, type SigningSecret } from '../signature/signature.js';
import type { ClaimedDelivery } from './claims.js';

const fixed = [
  'content-type',
  'application/json; charset=utf-8',
  'user-agent',
  'Ledgerway/1.0 (webhooks)',
];

/** Names and values in turn. Ids stay the same over all attempts; signature and count do not. */
export const deliveryHeaders = (
  delivery: Pick<ClaimedDelivery, 'deliveryId' | 'eventId' | 'eventType' | 'attempts' | 'body'>,
  secrets: readonly SigningSecret[],
  nowMs: number,
): string[] => [
  ...fixed,
  ...signatureHeaders(secrets, delivery.eventId, Math.floor(nowMs / 1000), delivery.body),
  'ledgerway-event-type',
  delivery.eventType,
  'ledgerway-delivery-id',
  delivery.deliveryId,
  'ledgerway-attempt',
  String(delivery.attempts + 1),
];
