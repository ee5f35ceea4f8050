import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schemasOfMembers } from './type-schemas.js';

const directory = mkdtempSync(join(tmpdir(), 'ledgerway-types-'));
afterAll(() => rmSync(directory, { recursive: true }));

function schemasOf(source: string) {
  const file = join(directory, 'types.ts');
  writeFileSync(file, source);
  const compilerOptions = { strict: true, lib: ['es2023'], types: [] };
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  return schemasOfMembers(file, 'All', (name) => `#/${name}`);
}

const schemaOf = (type: string) => schemasOf(`export type All = { it: ${type} };`)['it'];

describe('the schema of a type', () => {
  const examples = [
    ['string', { type: 'string' }],
    ['number', { type: 'integer' }],
    ['number & { readonly fraction?: true }', { type: 'number' }],
    ['boolean', { type: 'boolean' }],
    ['null', { type: 'null' }],
    ['string | null', { type: ['string', 'null'] }],
    ["'a'", { const: 'a' }],
    ["'b' | 'a' | null", { enum: ['a', 'b', null] }],
    ['string[]', { type: 'array', items: { type: 'string' } }],
    ['never[]', { type: 'array', maxItems: 0 }],
    ['object', { type: 'object' }],
    ['unknown', {}],
    ['Record<string, string>', { type: 'object', additionalProperties: { type: 'string' } }],
    ['string | number', { anyOf: [{ type: 'string' }, { type: 'integer' }] }],
  ] as const;
  // All in one: the compiler takes about a second to get ready.
  const members = examples.map(([type], index) => `m${index}: ${type};`);
  const schemas = schemaOf(`{ ${members.join(' ')} }`)!['properties'] as Record<string, object>;

  it.each(examples.map(([type, schema], index) => ({ type, schema, name: `m${index}` })))(
    'of $type is $schema',
    ({ schema, name }) => expect(schemas[name]).toEqual(schema),
  );

  it('is closed, and requires what is always there', () =>
    expect(schemaOf('{ b?: string; object: 1; id: null }')).toEqual({
      type: 'object',
      properties: { id: { type: 'null' }, object: { const: 1 }, b: { type: 'string' } },
      required: ['id', 'object'],
      additionalProperties: false,
    }));

  it('refers to another member, be it a union within a union', () => {
    const schemas = schemasOf(`
      type A = { a: 1 };
      type B = { b: 1 } | { c: 1 };
      export type All = { a: A; b: B; either: A | B | null; list: A[] };`);
    expect(schemas['either']).toEqual({
      anyOf: [{ $ref: '#/b' }, { $ref: '#/a' }, { type: 'null' }],
    });
    expect(schemas['list']).toEqual({ type: 'array', items: { $ref: '#/a' } });
    expect(schemas['a']).toMatchObject({ type: 'object' });
    expect(schemas['b']).toMatchObject({ anyOf: [{ type: 'object' }, { type: 'object' }] });
  });

  it.each(['bigint', '() => void', 'symbol'])('is not made of %s', (type) =>
    expect(() => schemaOf(type)).toThrow(/JSON has no/),
  );
});
