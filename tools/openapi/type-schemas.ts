// JSON Schemas of TypeScript types: of what is sent as JSON, exactly as the compiler knows it.
import { dirname } from 'node:path';
import ts from 'typescript';

export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * The schemas of an exported object type's members, by their names. Where one member's type holds
 * another's, it refers to it: `refTo` says how.
 *
 * @throws for what JSON cannot hold, such as a bigint or a function
 */
export function schemasOfMembers(
  file: string,
  typeName: string,
  refTo: (name: string) => string,
): Record<string, JsonSchema> {
  const { checker, type } = exportedType(file, typeName);
  const members = checker
    .getPropertiesOfType(type)
    .map((member) => [member.name, checker.getTypeOfSymbol(member)] as const);
  const schemas = new TypeSchemas(
    checker,
    new Map(members.map(([name, member]) => [member, refTo(name)])),
  );
  return Object.fromEntries(members.map(([name, member]) => [name, schemas.inside(member, name)]));
}

function exportedType(file: string, typeName: string) {
  const config = ts.findConfigFile(dirname(file), ts.sys.fileExists);
  if (config === undefined) throw new Error(`No tsconfig.json above ${file}`);
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, ts.sys.readFile).config,
    ts.sys,
    dirname(config),
  );
  const program = ts.createProgram([file], { ...options, composite: false, noEmit: true });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  const found = module && checker.getExportsOfModule(module).find(({ name }) => name === typeName);
  if (found === undefined) throw new Error(`${file} does not export ${typeName}`);
  return { checker, type: checker.getDeclaredTypeOfSymbol(found) };
}

/** A number is an integer in the API, unless its type says otherwise: `Fraction` of the contracts. */
const isFraction = (type: ts.Type): boolean =>
  type.isIntersection() && type.types.some(({ flags }) => flags & ts.TypeFlags.Number);

class TypeSchemas {
  private readonly checker: ts.TypeChecker;
  private readonly refs: ReadonlyMap<ts.Type, string>;

  constructor(checker: ts.TypeChecker, refs: ReadonlyMap<ts.Type, string>) {
    this.checker = checker;
    this.refs = refs;
  }

  /** The type written out, even if there is a reference for it. `where` is for messages. */
  inside(type: ts.Type, where: string): JsonSchema {
    if (type.isUnion()) return this.union(type, where);
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (type.flags & ts.TypeFlags.BooleanLiteral)
      return { const: this.checker.typeToString(type) === 'true' };
    if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
    if (type.flags & (ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral))
      return { type: 'string' };
    if (type.flags & ts.TypeFlags.Number) return { type: 'integer' };
    if (isFraction(type)) return { type: 'number' };
    if (type.flags & ts.TypeFlags.NonPrimitive) return { type: 'object' };
    if (this.checker.isArrayType(type)) return this.array(type, where);
    if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))
      return this.object(type, where);
    throw new Error(`JSON has no ${this.checker.typeToString(type)} (${where})`);
  }

  private of(type: ts.Type, where: string): JsonSchema {
    const $ref = this.refs.get(type);
    return $ref === undefined ? this.inside(type, where) : { $ref };
  }

  private array(type: ts.Type, where: string): JsonSchema {
    const [element] = this.checker.getTypeArguments(type as ts.TypeReference) as [ts.Type];
    return element.flags & ts.TypeFlags.Never
      ? { type: 'array', maxItems: 0 }
      : { type: 'array', items: this.of(element, `${where}[]`) };
  }

  private object(type: ts.Type, where: string): JsonSchema {
    const callable = this.checker.getSignaturesOfType(type, ts.SignatureKind.Call).length > 0;
    if (callable) throw new Error(`JSON has no functions (${where})`);
    const others = this.checker.getIndexInfoOfType(type, ts.IndexKind.String);
    // The compiler lists what only other variants of an object have as undefined in this one.
    const members = this.checker
      .getPropertiesOfType(type)
      .filter((member) => !(this.checker.getTypeOfSymbol(member).flags & ts.TypeFlags.Undefined))
      .sort((one, other) => compareNames(one.name, other.name));
    const isOptional = ({ flags }: ts.Symbol) => (flags & ts.SymbolFlags.Optional) !== 0;
    const required = members.filter((member) => !isOptional(member)).map(({ name }) => name);
    const properties = members.map((member) => [
      member.name,
      this.of(this.checker.getTypeOfSymbol(member), `${where}.${member.name}`),
    ]);
    return {
      type: 'object',
      ...(members.length > 0 && { properties: Object.fromEntries(properties) as JsonSchema }),
      ...(required.length > 0 && { required }),
      additionalProperties: others === undefined ? false : this.of(others.type, `${where}.*`),
    };
  }

  private union(type: ts.UnionType, where: string): JsonSchema {
    const present = type.types.filter((one) => !(one.flags & ts.TypeFlags.Undefined));
    const { refs, others } = this.unionsWithin(type, present);
    const schemas: JsonSchema[] = [
      ...refs.map(($ref) => ({ $ref })),
      ...others.map((one) => this.of(one, where)),
    ];
    const values = schemas.filter((schema) => 'const' in schema).map((schema) => schema['const']);
    const isNullable = schemas.some(isNull);
    const rest = schemas.filter((schema) => !('const' in schema) && !isNull(schema));
    const listed = values.length === 0 ? [] : [valuesSchema(values)];
    return alternatives([...listed, ...rest], isNullable);
  }

  /** A union within a union is gone for the compiler; it is found again by its members. */
  private unionsWithin(union: ts.UnionType, types: readonly ts.Type[]) {
    const found = [...this.refs].filter(
      ([named]) =>
        named.isUnion() && named !== union && named.types.every((one) => types.includes(one)),
    );
    const members = found.flatMap(([named]) => (named as ts.UnionType).types);
    return {
      refs: found.map(([, ref]) => ref),
      others: types.filter((one) => !members.includes(one)),
    };
  }
}

/** Alphabetically, but for what says which object it is. */
function compareNames(one: string, other: string): number {
  const rank = (name: string) => ['id', 'object'].indexOf(name) + 1 || 3;
  return rank(one) - rank(other) || (one < other ? -1 : 1);
}

const isNull = (schema: JsonSchema) => schema['type'] === 'null';

const valuesSchema = (values: readonly unknown[]): JsonSchema =>
  values.includes(true) && values.includes(false)
    ? { type: 'boolean' }
    : { enum: values.toSorted() };

function alternatives(schemas: readonly JsonSchema[], isNullable: boolean): JsonSchema {
  const [only, ...others] = schemas;
  if (only === undefined) return { type: 'null' };
  if (others.length > 0) return { anyOf: [...schemas, ...(isNullable ? [{ type: 'null' }] : [])] };
  if (!isNullable) return only;
  if ('enum' in only) return { enum: [...(only['enum'] as unknown[]), null] };
  return typeof only['type'] === 'string'
    ? { ...only, type: [only['type'], 'null'] }
    : { anyOf: [only, { type: 'null' }] };
}
