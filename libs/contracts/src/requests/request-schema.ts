// The parameters of a class as a JSON Schema. Limits are those of the very constraints that are
// checked, so that what is documented and what is refused cannot drift apart.
import { getMetadataStorage } from 'class-validator';
import { parametersOf, type ParamsClass } from './parse-params.js';

/** A schema of JSON Schema 2020-12. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Makes a parameter's schema; `of` gives that of a class whose parameters are nested in it. */
export type SchemaOf = (of: (Params: ParamsClass<object>) => JsonSchema) => JsonSchema;

/** What `parseParams` reads into this class. */
export function requestSchema(
  Params: ParamsClass<object>,
  of: (Nested: ParamsClass<object>) => JsonSchema = requestSchema,
): JsonSchema {
  const declared = [...parametersOf(Params.prototype as object)];
  const limits = limitsOf(Params);
  const properties = declared.map(([name, { schema, required, clearable }]) => {
    const limited = (limits.get(name) ?? []).reduce(within, schema(of));
    return [name, clearable ? orEmpty(limited) : required ? neverEmpty(limited) : limited];
  });
  const required = declared.filter(([, one]) => one.required).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as JsonSchema,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

const orEmpty = (schema: JsonSchema): JsonSchema => ({
  anyOf: [schema, { const: '', description: 'Clears what was set before.' }],
});

const neverEmpty = (schema: JsonSchema): JsonSchema =>
  schema['type'] === 'string' ? { minLength: 1, ...schema } : schema;

/** What a constraint adds to a schema. */
type Limit = { readonly keywords: JsonSchema; readonly each: boolean };

const within = (schema: JsonSchema, { keywords, each }: Limit): JsonSchema =>
  each
    ? { ...schema, items: { ...(schema['items'] as JsonSchema), ...keywords } }
    : { ...schema, ...keywords };

/** By the names that class-validator gives its constraints. */
const keywordsOf: Readonly<Record<string, (value: unknown) => JsonSchema>> = {
  arrayMaxSize: (maxItems) => ({ maxItems }),
  arrayMinSize: (minItems) => ({ minItems }),
  isCurrency: () => ({}),
  isEmail: () => ({ format: 'email' }),
  isIn: (values) => ({ enum: values }),
  isTimeZone: () => ({}),
  matches: (pattern) => ({ pattern: (pattern as RegExp).source }),
  max: (maximum) => ({ maximum }),
  maxLength: (maxLength) => ({ maxLength }),
  min: (minimum) => ({ minimum }),
};

function limitsOf(Params: ParamsClass<object>): Map<string, Limit[]> {
  const limits = new Map<string, Limit[]>();
  const checked = getMetadataStorage().getTargetValidationMetadatas(Params, '', false, false);
  for (const { name = '', propertyName, constraints = [], each } of checked) {
    const keywords = keywordsOf[name];
    if (keywords === undefined) throw new Error(`No schema says what the constraint ${name} says`);
    const limit = { keywords: keywords((constraints as unknown[])[0]), each };
    limits.set(propertyName, [...(limits.get(propertyName) ?? []), limit]);
  }
  return limits;
}
