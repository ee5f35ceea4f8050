// The API's own description, read as commands: `POST /v1/charges/{id}/capture` is
// `charges capture <id>`.
import type { Json, Method } from '../api/api-client.js';

export type Operation = {
  readonly method: Method;
  /** With `{names}` for its parameters. */
  readonly path: string;
  /** The words of the command; the last one says what is done. */
  readonly words: readonly string[];
  readonly summary: string;
  /** Of the path, in order. */
  readonly inPath: readonly string[];
  /** Those that are one value; what is nested goes by `-d`. */
  readonly parameters: readonly string[];
};

type Schema = {
  readonly $ref?: string;
  readonly type?: string;
  readonly anyOf?: readonly Schema[];
};
type Described = {
  readonly summary?: string;
  readonly parameters?: readonly { name: string; in: string; schema?: Schema }[];
  readonly requestBody?: { content: Record<string, { schema: Schema }> };
  readonly responses?: Record<string, { content?: Record<string, { schema: Schema }> }>;
};
export type ApiDocument = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components?: { schemas?: Record<string, { properties?: Record<string, Schema> }> };
};

export const isDocument = (body: Json): boolean =>
  typeof body['openapi'] === 'string' && typeof body['paths'] === 'object';

const methods: Readonly<Record<string, Method>> = { get: 'GET', post: 'POST', delete: 'DELETE' };

export function operationsIn(document: ApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, described]) => {
    const segments = path.split('/').slice(2);
    if (!path.startsWith('/v1/') || segments[0]!.includes('.')) return [];
    return Object.entries(described).flatMap(([name, operation]) => {
      const method = methods[name];
      if (method === undefined) return [];
      const literal = segments.filter((segment) => !isParameter(segment));
      const verb = verbOf(method, path, document);
      const inPath = segments.filter(isParameter).map((segment) => segment.slice(1, -1));
      return {
        method,
        path,
        words: verb === undefined ? literal : [...literal, verb],
        summary: operation.summary ?? '',
        inPath,
        parameters: parametersOf(operation, document),
      };
    });
  });
}

const isParameter = (segment: string): boolean => segment.startsWith('{');

const ofOne: Readonly<Record<Method, string>> = {
  GET: 'retrieve',
  POST: 'update',
  DELETE: 'delete',
};

/** None if the last word of the path is a verb itself, as `capture`. */
function verbOf(method: Method, path: string, document: ApiDocument): string | undefined {
  if (path.endsWith('}')) return ofOne[method];
  if (method === 'GET') return isList(document.paths[path]!['get']!) ? 'list' : 'retrieve';
  const hasMembers = Object.keys(document.paths).some((other) => other.startsWith(`${path}/{`));
  return hasMembers || document.paths[path]!['get'] !== undefined ? 'create' : undefined;
}

const isList = ({ responses }: Described): boolean =>
  responses?.['200']?.content?.['application/json']?.schema.$ref?.includes('/list_of_') === true;

function parametersOf(operation: Described, { components }: ApiDocument): string[] {
  const inQuery = (operation.parameters ?? [])
    .filter((one) => one.in === 'query')
    .map(({ name, schema }) => [name, schema ?? {}] as const);
  const body = operation.requestBody?.content['application/x-www-form-urlencoded']?.schema;
  const name = body?.$ref?.split('/').at(-1) ?? '';
  const inBody = Object.entries(components?.schemas?.[name]?.properties ?? {});
  return [...inQuery, ...inBody]
    .filter(([name, schema]) => /^\w+$/.test(name) && isOneValue(schema))
    .map(([name]) => name);
}

function isOneValue({ $ref, type, anyOf }: Schema): boolean {
  if ($ref !== undefined || type === 'object' || type === 'array') return false;
  return anyOf?.every(isOneValue) ?? true;
}
