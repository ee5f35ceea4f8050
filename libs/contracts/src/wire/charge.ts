// How a charge, its events and its commands look as JSON: minor units are text, since a JSON number
// rounds. Only known fields are turned back into bigint: metadata may hold any key, `amount` too.
import type { Charge, ChargeCommand, ChargeEvent } from '@ledgerway/domain';

type Json = Record<string, unknown>;

const asText = (_key: string, value: unknown) =>
  typeof value === 'bigint' ? value.toString() : value;

/** JSON with every bigint as decimal text. */
export const toJson = (value: unknown): string => JSON.stringify(value, asText);

function minorUnits(value: unknown, field: string): bigint {
  if (typeof value !== 'string' || !/^-?\d{1,18}$/.test(value))
    throw new Error(`Not an amount in ${field}: ${JSON.stringify(value)}`);
  return BigInt(value);
}

/** The object with these fields as bigint. */
function withAmounts(json: Json, fields: readonly string[]): Json {
  const amounts = fields.map((field) => [field, minorUnits(json[field], field)]);
  return { ...json, ...Object.fromEntries(amounts) };
}

const terms = (json: unknown): Json => withAmounts(json as Json, ['amount']);
const each = (json: unknown): Json[] => (json as Json[]).map((one) => withAmounts(one, ['amount']));

/** Which fields of each event are amounts. A forgotten event does not compile. */
const eventAmounts: Readonly<Record<ChargeEvent['type'], readonly string[]>> = {
  ChargeRequested: [],
  ChargeAuthorized: ['amount'],
  ChargeDeclined: [],
  AuthorizationUnknown: [],
  CaptureRequested: ['amount'],
  CaptureUnknown: [],
  CaptureFailed: [],
  ChargeCaptured: ['amount', 'released'],
  VoidRequested: [],
  VoidUnknown: [],
  VoidFailed: [],
  ChargeVoided: ['released'],
  ChargeExpired: ['released'],
  RefundRequested: ['amount'],
  RefundUnknown: [],
  RefundPending: [],
  RefundSucceeded: ['amount'],
  RefundFailed: ['amount'],
  ChargeUpdated: [],
  AcquirerContradicted: [],
  CommandRejected: [],
};

/** Of commands, an amount may also be null: all there is. */
const commandAmounts: Readonly<Record<ChargeCommand['type'], readonly string[]>> = {
  CreateCharge: [],
  CaptureCharge: ['amount'],
  RefundCharge: ['amount'],
  UpdateCharge: [],
  ExpireAuthorization: [],
  RecordAuthorization: [],
  RecordCapture: [],
  RecordVoid: [],
  RecordRefund: [],
};

/** Every type of event that a charge's stream may hold. */
export const eventTypes = Object.keys(eventAmounts) as ChargeEvent['type'][];

type Amounts = Readonly<Record<string, readonly string[]>>;
const opening = ['ChargeRequested', 'CreateCharge'];

function typed(json: Json, amounts: Amounts, isAmount = (_field: string) => true): Json {
  const type = String(json['type']);
  if (!Object.hasOwn(amounts, type)) throw new Error(`Unknown type ${type}`);
  if (!Number.isSafeInteger(json['at'])) throw new Error(`No time in ${type}`);
  const read = withAmounts(json, amounts[type]!.filter(isAmount));
  return opening.includes(type) ? { ...read, terms: terms(read['terms']) } : read;
}

/** Throws if it is no event of a charge. */
export const eventFromJson = (json: Json): ChargeEvent => typed(json, eventAmounts) as ChargeEvent;

const needsCaller = ['CaptureCharge', 'RefundCharge', 'UpdateCharge'];

/** Throws if it is no command for a charge; one that nobody signed for is none. */
export function commandFromJson(json: Json): ChargeCommand {
  const command = typed(json, commandAmounts, (field) => json[field] !== null) as ChargeCommand;
  if (needsCaller.includes(command.type) && typeof json['caller'] !== 'object')
    throw new Error(`No caller in ${command.type}`);
  return command;
}

/** A charge as carried by records and replies: `Charge` with every amount as text. */
export type ChargeJson = Json & { readonly status: Charge['status'] };

export function chargeFromJson(json: ChargeJson): Charge {
  const charge = withAmounts(json, ['authorizedAmount']);
  return {
    ...charge,
    terms: terms(json['terms']),
    captures: each(json['captures']),
    refunds: each(json['refunds']),
    releases: each(json['releases']),
  } as unknown as Charge;
}

/** The charge in its canonical form, as plain JSON values. */
export const chargeToJson = (charge: Charge): ChargeJson =>
  JSON.parse(toJson(charge)) as ChargeJson;
