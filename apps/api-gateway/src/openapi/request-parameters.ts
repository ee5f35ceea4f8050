// Where the parameters of a request stand, and how they are spelled there.
import { requestSchema, type JsonSchema, type ParamsClass } from '@ledgerway/contracts';
import { versionShape } from '../edge/admission.js';
import { maxIdempotencyKeyLength, maxIdLength } from '../edge/limits.js';
import type { Operation } from './operation.js';
import { refTo, type Schemas } from './schemas-of-answers.js';

type Takes = Operation['takes'];

/** The schemas of all parameter classes that were referred to, by the names of the classes. */
export class ParameterSchemas {
  private readonly found = new Map<string, ParamsClass<object>>();

  get schemas(): Schemas {
    const schemas: [string, JsonSchema][] = [];
    // Whoever is nested in one of them is found while it is made, and made in its turn.
    for (const [name, Params] of this.found)
      schemas.push([name, requestSchema(Params, (Nested) => this.refTo(Nested))]);
    return Object.fromEntries(schemas);
  }

  refTo(Params: ParamsClass<object>): JsonSchema {
    const { name } = Params;
    if ((this.found.get(name) ?? Params) !== Params) throw new Error(`Two classes named ${name}`);
    this.found.set(name, Params);
    return refTo(name);
  }

  /** Written out at the top; what is nested is referred to. */
  of(takes: Takes): Schemas {
    const schema =
      typeof takes === 'function'
        ? requestSchema(takes, (Nested) => this.refTo(Nested))
        : (takes ?? {});
    return (schema['properties'] ?? {}) as Schemas;
  }
}

export const inPath = (path: string): JsonSchema[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1, maxLength: maxIdLength },
  }));

export const inQuery = (takes: Takes, schemas: ParameterSchemas): JsonSchema[] =>
  Object.entries(schemas.of(takes)).map(([name, schema]) => ({
    name: schema['type'] === 'array' ? `${name}[]` : name,
    in: 'query',
    schema,
    ...(isNested(schema) && schema['type'] !== 'array' && inBrackets),
  }));

export function bodyOf(takes: NonNullable<Takes>, schemas: ParameterSchemas): JsonSchema {
  const schema = typeof takes === 'function' ? schemas.refTo(takes) : takes;
  const nested = Object.entries(schemas.of(takes)).filter(([, one]) => isNested(one));
  const encoding = Object.fromEntries(nested.map(([name]) => [name, inBrackets]));
  return {
    content: {
      'application/x-www-form-urlencoded': {
        schema,
        ...(nested.length > 0 && { encoding }),
      },
      'application/json': { schema },
    },
  };
}

export const headersOf = (method: string): JsonSchema[] => [
  ...(method === 'POST' ? [idempotencyKey] : []),
  version,
];

const idempotencyKey: JsonSchema = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'A repeated request with the same key is answered as the first one was.',
  schema: { type: 'string', minLength: 1, maxLength: maxIdempotencyKeyLength },
};

const version: JsonSchema = {
  name: 'Stripe-Version',
  in: 'header',
  description: 'Checked and sent back; there is one version of answers.',
  schema: { type: 'string', pattern: versionShape.source },
};

const inBrackets = { style: 'deepObject', explode: true } as const;

/** Whether values are, or can be, objects or lists. */
function isNested(schema: JsonSchema): boolean {
  if ('$ref' in schema || schema['type'] === 'object' || schema['type'] === 'array') return true;
  const variants = schema['anyOf'] as readonly JsonSchema[] | undefined;
  return variants?.some(isNested) ?? false;
}
