// Parameters in one paragraph: names, and as much of their schemas as fits beside them.

export type Schema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Schemas;
  readonly additionalProperties?: unknown;
  readonly required?: readonly string[];
  readonly not?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
};
export type Schemas = Readonly<Record<string, Schema>>;

/** What nearly every route takes; the page says it once. */
const everywhere = ['expand', 'expand[]', 'limit', 'starting_after', 'ending_before'];

/** Empty if there are none. A class of its own is only named: the page shows it elsewhere. */
export function parametersLine({ properties = {}, required = [] }: Schema): string {
  const all = Object.entries(properties).filter(([name]) => !everywhere.includes(name));
  const heard = all.filter(([, schema]) => !isIgnored(schema));
  const ignored = all.filter(([, schema]) => isIgnored(schema)).map(([name]) => `\`${name}\``);
  const lines = heard.map(([name, schema]) => {
    const shown = required.includes(name) ? `**\`${name}\`**` : `\`${name}\``;
    return `${shown} ${kindOf(schema)}`.trimEnd();
  });
  return [
    ...(lines.length > 0 ? [`${lines.join(', ')}.`] : []),
    ...(ignored.length > 0 ? [`Without effect: ${ignored.join(', ')}.`] : []),
  ].join(' ');
}

/** Everything is accepted, since nothing depends on it. */
const isIgnored = (schema: Schema): boolean =>
  Object.keys(schema).every((keyword) => keyword === 'description');

/** `charge` of `#/components/schemas/charge`. */
export const nameIn = (ref: string): string => ref.split('/').at(-1) ?? '';

const linkTo = (ref: string) => `[${nameIn(ref)}](#${nameIn(ref).toLowerCase()})`;

function kindOf(schema: Schema): string {
  const { $ref, type, anyOf, enum: values, maxLength, maxItems } = schema;
  if ($ref !== undefined) return linkTo($ref);
  if (anyOf !== undefined) return anyOf.map(kindOf).join(' or ');
  if (values !== undefined) return values.map((value) => `\`${JSON.stringify(value)}\``).join(' ');
  if (schema.const !== undefined) return schema.const === '' ? 'empty' : `\`${schema.const}\``;
  if (schema.not !== undefined) return 'refused';
  if (type === 'array') return `list${most(maxItems)} of ${kindOf(schema.items ?? {})}`;
  if (type === 'object') return membersOf(schema);
  return type === 'string' ? `text${most(maxLength)}` : `${type}${rangeOf(schema)}`;
}

const most = (limit: number | undefined) => (limit === undefined ? '' : ` ≤ ${limit}`);

const membersOf = ({ properties }: Schema): string =>
  properties === undefined
    ? 'names with texts'
    : `{${Object.keys(properties)
        .map((name) => `\`${name}\``)
        .join(' ')}}`;

function rangeOf({ minimum, maximum }: Schema): string {
  if (minimum !== undefined && maximum !== undefined) return ` ${minimum}…${maximum}`;
  if (minimum !== undefined) return ` ≥ ${minimum}`;
  return most(maximum);
}
