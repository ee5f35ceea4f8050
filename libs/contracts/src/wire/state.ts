// What stands in a stream, as JSON: parts that are not there are left out, so that a plain charge
// costs no more than itself.
import {
  emptyStreamState,
  type Charge,
  type FeeSchedule,
  type Payout,
  type StreamState,
} from '@ledgerway/domain';
import {
  all,
  amounts,
  each,
  maybeWithin,
  orElse,
  toJson,
  values,
  within,
  type Json,
  type Read,
} from './json.js';
import { readSettlement } from './settlement.js';
import { sparseTerms, termsFromJson } from './terms.js';

/** A charge with every amount as text. */
export type ChargeJson = Json & { readonly status: Charge['status'] };

/** A stream's state with every amount as text; absent parts are absent. */
export type StateJson = Json & {
  readonly charge?: ChargeJson;
  readonly earlierCharges?: readonly ChargeJson[];
  readonly intent?: Json;
  readonly paymentMethods?: readonly Json[];
  readonly customer?: Json;
  readonly setupIntent?: Json;
  readonly credits?: readonly Json[];
  readonly merchant?: Json;
  readonly settlement?: Json;
};

const plainCharge = { disputes: [], expiryAnnounced: false } as const satisfies Partial<Charge>;

function sparseCharge(charge: Charge) {
  const { disputes, expiryAnnounced, ...rest } = charge;
  return {
    ...rest,
    terms: sparseTerms(charge.terms),
    ...(disputes.length > 0 && { disputes }),
    ...(expiryAnnounced && { expiryAnnounced }),
  };
}

/** The state without its absent parts; amounts are still bigint. */
export function sparseState(state: StreamState): Json {
  const { charge, earlierCharges, ...others } = state;
  const isThere = ([, part]: [string, unknown]) =>
    Array.isArray(part) ? part.length > 0 : part !== null;
  return {
    ...(charge !== null && { charge: sparseCharge(charge) }),
    ...(earlierCharges.length > 0 && { earlierCharges: earlierCharges.map(sparseCharge) }),
    ...Object.fromEntries(Object.entries(others).filter(isThere)),
  };
}

const readCharge: Read = all(
  amounts('authorizedAmount'),
  within('terms', termsFromJson),
  each('captures', amounts('amount')),
  each('refunds', amounts('amount')),
  each('releases', amounts('amount')),
  each('disputes', amounts('amount', 'fee')),
);

/** Throws if it cannot be a charge. */
export const chargeFromJson = (json: ChargeJson): Charge =>
  readCharge({ ...plainCharge, ...json }) as unknown as Charge;

/** The charge's JSON text. */
export const chargeToText = (charge: Charge): string => toJson(sparseCharge(charge));

/** The charge as plain JSON values. */
export const chargeToJson = (charge: Charge): ChargeJson =>
  JSON.parse(chargeToText(charge)) as ChargeJson;

/** A payment intent: its amount is among its details, what a capture costs in its schedule. */
export const readIntent: Read = all(
  orElse('feeSchedule', null),
  within('details', amounts('amount')),
  maybeWithin('feeSchedule', values('methods', amounts('fixed'))),
);

const readMerchant: Read = all(
  each('funds', all(amounts('available', 'reserved'), each('pending', amounts('amount')))),
  each('payouts', amounts('amount')),
  each('reserves', amounts('amount')),
);

/** Throws if it cannot be a fee schedule. */
export const feeScheduleFromJson = (json: Json): FeeSchedule =>
  values('methods', amounts('fixed'))(json) as unknown as FeeSchedule;

/** A payout with its amount as text. */
export type PayoutJson = Json;

/** Throws if it cannot be a payout. */
export const payoutFromJson = (json: PayoutJson): Payout =>
  amounts('amount')(json) as unknown as Payout;

/** Throws if it cannot be a stream's state. */
export function stateFromJson(json: StateJson): StreamState {
  const { charge, earlierCharges, intent, credits, merchant, settlement } = json;
  return {
    ...emptyStreamState,
    ...json,
    ...(charge && { charge: chargeFromJson(charge) }),
    ...(earlierCharges && { earlierCharges: earlierCharges.map(chargeFromJson) }),
    ...(intent && { intent: readIntent(intent) }),
    ...(credits && { credits: credits.map(amounts('amount')) }),
    ...(merchant && { merchant: readMerchant(merchant) }),
    ...(settlement && { settlement: readSettlement(settlement) }),
  } as unknown as StreamState;
}

/** The state's JSON text. */
export const stateToText = (state: StreamState): string => toJson(sparseState(state));

/** The state as plain JSON values. */
export const stateToJson = (state: StreamState): StateJson =>
  JSON.parse(stateToText(state)) as StateJson;
