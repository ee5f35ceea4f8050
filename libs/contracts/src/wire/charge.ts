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

function withAmounts(json: Json, ...fields: readonly string[]): Json {
  const amounts = fields
    .filter((field) => typeof json[field] === 'string')
    .map((field) => [field, minorUnits(json[field], field)]);
  return { ...json, ...Object.fromEntries(amounts) };
}

const terms = (json: unknown): Json => {
  const object = json as Json;
  return { ...object, amount: minorUnits(object['amount'], 'terms.amount') };
};
const each = (json: unknown): Json[] => (json as Json[]).map((one) => withAmounts(one, 'amount'));

export function eventFromJson(json: Json): ChargeEvent {
  const event = withAmounts(json, 'amount', 'released');
  return ('terms' in event ? { ...event, terms: terms(event['terms']) } : event) as ChargeEvent;
}

export function commandFromJson(json: Json): ChargeCommand {
  const command = withAmounts(json, 'amount');
  return (
    'terms' in command ? { ...command, terms: terms(command['terms']) } : command
  ) as ChargeCommand;
}

/** A charge as carried by records and replies: `Charge` with every amount as text. */
export type ChargeJson = Json & { readonly status: Charge['status'] };

export function chargeFromJson(json: ChargeJson): Charge {
  const charge = withAmounts(json, 'authorizedAmount');
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
