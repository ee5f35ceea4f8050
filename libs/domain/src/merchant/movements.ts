// What an event of a charge's stream changes of what its merchant is owed. It is read off the event's
// postings, so the merchant's stream and the ledger cannot disagree.
import type { Charge, ChargeEventOf } from '../charge/model.js';
import { account } from '../ledger/accounts.js';
import { capturedFundsAvailableAt } from '../ledger/availability.js';
import { postings } from '../ledger/postings.js';
import type { StreamEvent } from '../stream/model.js';
import type { FundsChange, PositionVector, Sweep } from './model.js';

const movingTypes = [
  'ChargeCaptured',
  'RefundRequested',
  'RefundFailed',
  'RefundCanceled',
  'DisputeOpened',
  'DisputeClosed',
] as const satisfies readonly StreamEvent['type'][];
type Moving = ChargeEventOf<(typeof movingTypes)[number]>;

/** Whether events of that type can change what a merchant is owed. */
export const movesFunds = (type: string): boolean =>
  (movingTypes as readonly string[]).includes(type);
const isMoving = (event: StreamEvent): event is Moving => movesFunds(event.type);

/** Null if the merchant is owed the same as before. `charge` is as it is after the event. */
export function movementOf(event: StreamEvent, charge: Charge | null): FundsChange | null {
  if (charge === null || !isMoving(event)) return null;
  const { merchantId, currency } = charge.terms;
  const owed = [account('merchant_pending', merchantId), account('merchant_available', merchantId)];
  const amount = -postings(event, charge)
    .filter((leg) => leg.layer === 'posted' && owed.includes(leg.account))
    .reduce((sum, leg) => sum + leg.amount, 0n);
  if (amount === 0n) return null;
  const availableAt =
    event.type === 'ChargeCaptured' ? capturedFundsAvailableAt(charge.terms, event.at) : null;
  return { currency, amount, availableAt };
}

/** Whether a sweep had taken in the movement at that place of the log. */
export const isCovered = (
  { positions, through }: Pick<Sweep, 'positions' | 'through'>,
  movement: { partition: number; position: number; availableAt: number | null },
): boolean =>
  movement.position <= knownPosition(positions, movement.partition) &&
  (movement.availableAt === null || movement.availableAt <= through);

/** Up to where the facts of a partition are known. */
export const knownPosition = (positions: PositionVector, partition: number): number =>
  positions[String(partition)] ?? 0;
