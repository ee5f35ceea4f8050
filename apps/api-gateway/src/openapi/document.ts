// The description of the whole API: an OpenAPI 3.1 document made of what the code says of itself.
// Routes and permissions come from the controllers, parameters from the classes that read them,
// answers from the types of what renders them.
import type { Type } from '@nestjs/common';
import { apiVersion, type JsonSchema } from '@ledgerway/contracts';
import { describeRoute, type DescribedRoute } from './described-route.js';
import { errorResponses } from './error-responses.js';
import type { Operations } from './operation.js';
import { accountOperations } from './operations/accounts.js';
import { payerOperations } from './operations/payers.js';
import { paymentOperations } from './operations/payments.js';
import { testHelperOperations } from './operations/test-helpers.js';
import { ParameterSchemas } from './request-parameters.js';
import { routesIn } from './routes.js';
import { securitySchemes } from './security.js';
import { objectSchemas, type Schemas } from './schemas-of-answers.js';

export type ApiDocument = {
  readonly openapi: string;
  readonly info: JsonSchema;
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedRoute>>>>;
  readonly components: { readonly schemas: Schemas } & JsonSchema;
};

/** What is said of every route, by what it is about. */
export const operations: Operations = {
  ...paymentOperations,
  ...payerOperations,
  ...accountOperations,
  ...testHelperOperations,
};

/** A route as the operations name it: `POST /v1/charges/{id}`. */
export const signatureOf = ({ method, path }: { method: string; path: string }): string =>
  `${method} ${path.replace(/:(\w+)/g, '{$1}')}`;

export function apiDocument(controllers: readonly Type[]): ApiDocument {
  const routes = new Map(
    controllers.flatMap(routesIn).map((route) => [signatureOf(route), route] as const),
  );
  const parameters = new ParameterSchemas();
  const paths: Record<string, Record<string, DescribedRoute>> = {};
  for (const [tag, described] of Object.entries(operations))
    for (const [signature, operation] of Object.entries(described)) {
      const access = routes.get(signature)?.access;
      if (access === undefined) continue; // The spec beside this tells; a start must not fail on it.
      const [method, path] = signature.split(' ') as [string, string];
      const route = describeRoute({ method, path, access, tag, operation }, parameters);
      paths[path] = { ...paths[path], [method.toLowerCase()]: route };
    }
  return {
    openapi: '3.1.0',
    info,
    tags: Object.keys(operations).map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...objectSchemas(operations), ...parameters.schemas },
      responses: errorResponses,
      securitySchemes,
    },
  };
}

const info = {
  title: 'Ledgerway',
  version: apiVersion,
  license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
  description: [
    'A self-hosted payment gateway. Amounts are integers in the smallest unit of their currency,',
    'times are unix seconds. Bodies are forms or JSON. Forms and queries spell what is nested in',
    'brackets: `metadata[order]=6735`, `expand[]=customer` or `expand[0]=customer`. An empty value',
    'clears a parameter that can be cleared. Unknown parameters are refused.',
  ].join(' '),
};
