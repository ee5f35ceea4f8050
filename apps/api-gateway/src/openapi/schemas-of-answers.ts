// The schemas of what routes answer: those of the objects as they are rendered, and what expanding
// them, listing them, or asking with a publishable key makes of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { merchantsOwn, type JsonSchema } from '@ledgerway/contracts';
import { isList, kindsBehind, targetOf, type ExpandableKind } from '../expand/expandable.js';
import type { Answers, ObjectAnswer, ObjectName, Operations } from './operation.js';

export type Schemas = Readonly<Record<string, JsonSchema>>;

export const refTo = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** Made by `npm run openapi` of the types that the renderers return. */
export const renderedObjects = join(import.meta.dirname, '../../openapi/public-objects.json');

/** Objects that a browser with a publishable key can get, without what is the merchant's own. */
const seenByBrowsers: readonly string[] = ['payment_intent', 'payment_method', 'setup_intent'];
const inBrowsers = (name: string) => `${name}_in_browsers`;

/** A schema for every object, and for every list that these operations answer with. */
export function objectSchemas(operations: Operations): Schemas {
  const rendered = JSON.parse(readFileSync(renderedObjects, 'utf8')) as Schemas;
  const objects = Object.entries(rendered).map(([name, schema]) => [
    name,
    name === 'error' ? withBothViews(schema) : expandable(name, schema),
  ]) as [string, JsonSchema][];
  const views = objects
    .filter(([name]) => seenByBrowsers.includes(name))
    .map(([name, schema]) => [inBrowsers(name), withoutMerchantsOwn(schema)] as const);
  const all = Object.values(operations).flatMap((described) => Object.values(described));
  const listed = all.flatMap(({ answers }) => listedIn(answers) ?? []);
  const lists = listed.map((name) => [`list_of_${name}`, listOf(refTo(name))] as const);
  return Object.fromEntries([...objects, ...views, ...lists]);
}

const listedIn = (answers: Answers): string | undefined =>
  typeof answers === 'string' ? /^list of (.+)$/.exec(answers)?.[1] : undefined;

/** `publishable`: browsers may ask, too. */
export function answerSchema(answers: ObjectAnswer, publishable: boolean): JsonSchema {
  const listed = listedIn(answers);
  if (listed !== undefined) return refTo(`list_of_${listed}`);
  if (typeof answers !== 'string' && !isNames(answers)) return answers;
  const names = [answers].flat() as ObjectName[];
  const views = publishable ? names.filter((name) => seenByBrowsers.includes(name)) : [];
  return oneOf([...names, ...views.map(inBrowsers)].map(refTo));
}

const isNames = (answers: ObjectAnswer): answers is readonly ObjectName[] => Array.isArray(answers);

const oneOf = (schemas: readonly JsonSchema[]): JsonSchema =>
  schemas.length === 1 ? schemas[0]! : { anyOf: schemas };

const listOf = (items: JsonSchema): JsonSchema => ({
  type: 'object',
  properties: {
    object: { const: 'list' },
    data: { type: 'array', items },
    has_more: { type: 'boolean' },
    url: { type: 'string' },
  },
  required: ['object', 'data', 'has_more', 'url'],
  additionalProperties: false,
});

const kinds: Readonly<Record<ExpandableKind, true>> = {
  balance_transaction: true,
  card: true,
  charge: true,
  customer: true,
  dispute: true,
  invoice_settings: true,
  payment_intent: true,
  payment_method: true,
  payout: true,
  refund: true,
  setup_intent: true,
};
const isExpandable = (name: string): name is ExpandableKind => Object.hasOwn(kinds, name);

/** Where an id stands that can be expanded, its object may stand, too. */
function expandable(name: string, schema: JsonSchema): JsonSchema {
  if (!isExpandable(name)) return schema;
  const variants = schema['anyOf'] as readonly JsonSchema[] | undefined;
  if (variants !== undefined)
    return { ...schema, anyOf: variants.map((variant) => expandable(name, variant)) };
  const fields = Object.entries(schema['properties'] as Schemas).map(([field, id]) => [
    field,
    expandedField(name, field, id),
  ]);
  return { ...schema, properties: Object.fromEntries(fields) as Schemas };
}

function expandedField(kind: ExpandableKind, field: string, schema: JsonSchema): JsonSchema {
  const target = targetOf(kind, field);
  if (target === undefined || target === 'nothing' || isList(target)) return schema;
  if (target === 'within invoice_settings') return expandable('invoice_settings', schema);
  const objects = kindsBehind(target).flatMap((name) =>
    name === 'customer' ? [name, 'deleted_customer'] : [name],
  );
  return { anyOf: [schema, ...objects.map(refTo)] };
}

type Change = (schema: JsonSchema) => JsonSchema;

/** The schema with all schemas in it changed, the innermost first. */
function changed(schema: JsonSchema, change: Change): JsonSchema {
  const within = Object.entries(schema).map(([keyword, value]) => {
    if (keyword === 'properties') return [keyword, changedEach(value as Schemas, change)];
    if (keyword === 'items' || (keyword === 'additionalProperties' && typeof value === 'object'))
      return [keyword, changed(value as JsonSchema, change)];
    return keyword === 'anyOf'
      ? [keyword, (value as JsonSchema[]).map((one) => changed(one, change))]
      : [keyword, value];
  });
  return change(Object.fromEntries(within) as JsonSchema);
}

const changedEach = (schemas: Schemas, change: Change): Schemas =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, changed(schema, change)]),
  );

const nameIn = (schema: JsonSchema): string =>
  String(schema['$ref'] ?? '').slice('#/components/schemas/'.length);

const withoutMerchantsOwn = (schema: JsonSchema): JsonSchema =>
  changed(schema, (one) => {
    if (seenByBrowsers.includes(nameIn(one))) return refTo(inBrowsers(nameIn(one)));
    if (one['properties'] === undefined) return one;
    const { required = [], properties, ...rest } = one as { required?: string[] } & JsonSchema;
    const shown = Object.entries(properties as Schemas).filter(([name]) => isShown(name));
    return { ...rest, properties: Object.fromEntries(shown), required: required.filter(isShown) };
  });

const isShown = (field: string) => !merchantsOwn.includes(field);

/** An error shows its objects to browsers as answers do. */
const withBothViews = (schema: JsonSchema): JsonSchema =>
  changed(schema, (one) =>
    seenByBrowsers.includes(nameIn(one)) ? { anyOf: [one, refTo(inBrowsers(nameIn(one)))] } : one,
  );
