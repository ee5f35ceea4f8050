// Which types of event are meant. Each is a name, `charge.*` for all that begin with `charge.`, or
// `*` for all.

export type TypesAsked = {
  readonly exact: readonly string[];
  readonly prefixes: readonly string[];
};

export const typesAsked = (types: readonly string[]): TypesAsked => ({
  exact: types.filter((type) => !type.endsWith('*')),
  prefixes: types.filter((type) => type.endsWith('*')).map((type) => type.slice(0, -1)),
});

/** An SQL condition; all arguments are SQL expressions. */
export const typeMatches = (type: string, exact: string, prefixes: string): string => `(
  ${type} = any(${exact}::text[])
  or exists (select from unnest(${prefixes}::text[]) as x(prefix) where starts_with(${type}, x.prefix)))`;
