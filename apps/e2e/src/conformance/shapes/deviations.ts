// Where a value is not what the SDK's declarations promise to the code that reads it.
import ts from 'typescript';

export type Looking = {
  readonly checker: ts.TypeChecker;
  /** Members that we add on purpose: the ends of their paths. */
  readonly extras: readonly string[];
};

/**
 * Lists, by path, every member that is missing, unknown, or of another type than declared. Null
 * counts as a type of its own. An empty list means that the declarations hold.
 */
export function deviationsOf(value: unknown, type: ts.Type, looking: Looking, path = ''): string[] {
  const { checker } = looking;
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return [];
  const members = type.isUnion() ? type.types : [type];
  const fitting = members.filter((member) => mayBe(value, member, checker));
  if (fitting.length === 0)
    return [`${path}: ${shown(value)} is not ${checker.typeToString(type)}`];
  if (value === null || typeof value !== 'object') return [];
  const attempts = discriminated(value, fitting, checker).map((member) =>
    Array.isArray(value)
      ? value.flatMap((one, index) => {
          const element = checker.getIndexTypeOfType(member, ts.IndexKind.Number) as ts.Type;
          return deviationsOf(one, element, looking, `${path}[${index}]`);
        })
      : membersOf(value as Record<string, unknown>, member, looking, path),
  );
  return attempts.reduce((best, one) => (one.length < best.length ? one : best));
}

function membersOf(
  value: Record<string, unknown>,
  type: ts.Type,
  looking: Looking,
  path: string,
): string[] {
  const { checker, extras } = looking;
  const declared = new Map(checker.getPropertiesOfType(type).map((one) => [one.name, one]));
  const free = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  const missing = [...declared.values()]
    .filter(({ name, flags }) => !(flags & ts.SymbolFlags.Optional) && !(name in value))
    .map(({ name }) => `${path}.${name}: missing`);
  const wrong = Object.entries(value).flatMap(([name, inner]) => {
    const at = `${path}.${name}`;
    const symbol = declared.get(name);
    const promised = symbol === undefined ? free : checker.getTypeOfSymbol(symbol);
    if (promised !== undefined) return deviationsOf(inner, promised, looking, at);
    return extras.some((extra) => at.endsWith(extra)) ? [] : [`${at}: not declared`];
  });
  return [...missing, ...wrong];
}

/** Whether the kind of the value is the kind of the type; members are looked at elsewhere. */
function mayBe(value: unknown, type: ts.Type, checker: ts.TypeChecker): boolean {
  const { flags } = type;
  if (type.isLiteral()) return value === type.value;
  if (flags & ts.TypeFlags.BooleanLiteral) return String(value) === checker.typeToString(type);
  if (flags & ts.TypeFlags.Null) return value === null;
  if (flags & ts.TypeFlags.String) return typeof value === 'string';
  if (flags & ts.TypeFlags.Number) return Number.isInteger(value);
  if (flags & ts.TypeFlags.Boolean) return typeof value === 'boolean';
  if (type.isIntersection())
    return type.types.every((part) => isOpen(part) || mayBe(value, part, checker));
  // The SDK reads numbers with decimals from texts.
  if (type.symbol?.name === 'Decimal') return typeof value === 'string';
  if (!(flags & ts.TypeFlags.Object) || value === null || typeof value !== 'object') return false;
  return checker.isArrayType(type) === Array.isArray(value);
}

/** The `{}` in `string & {}`, by which the SDK says that other texts may come. */
const isOpen = (type: ts.Type): boolean =>
  Boolean(type.flags & ts.TypeFlags.Object) && type.getProperties().length === 0;

/** Of the members of a union, those whose `object` and `type` are the value's. */
function discriminated(
  value: object,
  types: readonly ts.Type[],
  checker: ts.TypeChecker,
): readonly ts.Type[] {
  const same = types.filter((type) =>
    ['object', 'type', 'deleted'].every((name) => {
      const symbol = checker.getPropertyOfType(type, name);
      const inner = (value as Record<string, unknown>)[name];
      if (symbol === undefined) return name !== 'deleted' || inner === undefined;
      const promised = checker.getTypeOfSymbol(symbol);
      const literals = (promised.isUnion() ? promised.types : [promised]).filter((one) =>
        one.isLiteral(),
      );
      if (inner === undefined) return name !== 'deleted';
      return (
        literals.length === 0 ||
        literals.some((one) => mayBe(inner, one, checker)) ||
        promised.isUnion()
      );
    }),
  );
  return same.length === 0 ? types : same;
}

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 80) ?? String(value);
