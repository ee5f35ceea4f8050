// The reference for people: every route, who may call it, what it takes and what it answers.
import type { ApiDocument, DescribedRoute } from '@ledgerway/api-gateway';
import { nameIn, parametersLine, type Schema, type Schemas } from './parameters-line.js';

type Parameter = { readonly name: string; readonly in: string; readonly schema: Schema };
type Content = { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };

const opening = `# API reference

Made from the code by \`npm run openapi\`; change the code instead. \`GET /v1/openapi.json\` answers the same as an OpenAPI
3.1 document, with the exact schemas of requests and answers.

- Send parameters as a form or as JSON, and brackets for what is nested: \`metadata[order]=6735\`, \`expand[]=customer\`.
- **Bold** parameters are required. "or empty" clears what was set before. A number after ≤ is the most characters of a
  text, or the most entries of a list.
- Every route takes \`expand\`; lists take \`limit\` (1 to 100), \`starting_after\` and \`ending_before\`, too.
- Where a permission is named, a secret key may call the route too. [Access control](access-control.md) has the kinds of keys.
- Every route can refuse with 400, 401, 403, 414, 429, 431, 500 or 503; a \`POST\` with 402, 404, 409, 413 or 415, too; and
  whatever names an object in its path with 404. [Errors](#errors) says what these mean.
- Every \`POST\` takes an \`Idempotency-Key\` header, and every request a \`Stripe-Version\`.
`;

export function referencePage({ tags, paths, components }: ApiDocument): string {
  const schemas = components.schemas as Schemas;
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => ({ name: `${method} ${path}`, route })),
  );
  const sections = tags.map(({ name: tag }) => {
    const own = routes.filter(({ route }) => route.tags[0] === tag);
    const texts = own.map(({ name, route }) => routeText(name, route, schemas));
    return `## ${tag}\n\n${texts.join('\n')}`;
  });
  return [opening, ...sections, nestedText(schemas), errorText(components)].join('\n');
}

function routeText(name: string, route: DescribedRoute, schemas: Schemas): string {
  const [method = '', path] = name.split(' ');
  const lines = [
    `### ${method.toUpperCase()} ${path}`,
    `${route.summary}. ${route.description} Answers ${answerOf(route)}.`,
    parametersLine(parametersOf(route, schemas)),
  ];
  return `${lines.filter((line) => line !== '').join('\n\n')}\n`;
}

function answerOf({ responses }: DescribedRoute): string {
  const { content } = responses['200'] as Content;
  const json = content['application/json'];
  if (json === undefined) return `a file: ${Object.keys(content).join(' or ')}`;
  const { schema } = json;
  const names = (schema.anyOf ?? [schema]).map(({ $ref }) => $ref && nameIn($ref));
  const known = names.filter((name) => name !== undefined && !name.endsWith('_in_browsers'));
  return known.length === 0 ? 'as the RFC says' : known.map((name) => `\`${name}\``).join(' or ');
}

/** Those of the query, or of the body. */
function parametersOf(route: DescribedRoute, schemas: Schemas): Schema {
  const body = (route.requestBody as Content | undefined)?.content['application/json']!.schema;
  if (body !== undefined) return body.$ref === undefined ? body : schemas[nameIn(body.$ref)]!;
  const inQuery = (route.parameters as Parameter[]).filter((one) => one.in === 'query');
  return { properties: Object.fromEntries(inQuery.map(({ name, schema }) => [name, schema])) };
}

function nestedText(schemas: Schemas): string {
  const classes = Object.entries(schemas).filter(([name]) => name.endsWith('Params'));
  const referred = new Set(JSON.stringify(classes).match(/(?<=schemas\/)\w+/g));
  const nested = classes.filter(([name]) => referred.has(name));
  const lines = nested.map(([name, schema]) => `### ${name}\n\n${parametersLine(schema)}\n`);
  return `## Parameters in parameters\n\n${lines.join('\n')}`;
}

function errorText({ schemas, responses }: ApiDocument['components']): string {
  const meanings = Object.entries(responses as Readonly<Record<string, { description: string }>>);
  const rows = meanings.map(([name, { description }]) => {
    const status = name.replace('error_', '');
    return `| ${status} | ${description} |`;
  });
  const { error } = (schemas['error'] as Schema).properties!;
  const codes = error!.properties!['code']!.enum!.map((code) => `\`${String(code)}\``);
  return `## Errors

| status | meaning |
|---|---|
${rows.join('\n')}

\`error.code\` is one of these, or absent: ${codes.join(', ')}.
`;
}
