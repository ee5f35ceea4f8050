// How a request shows who sends it, and which permission its route needs then.
import { resources, type JsonSchema } from '@ledgerway/contracts';
import { levelOf, type RouteAccess } from '../auth/permissions.js';

/** A security requirement of OpenAPI: schemes by their names, each with what it has to allow. */
export type Security = Readonly<Record<string, readonly string[]>>;

const levels = ['read', 'write'] as const;
const scopes = resources.flatMap((resource) =>
  levels.map((level) => [`${resource}:${level}`, `${level} the resource ${resource}`] as const),
);

export const securitySchemes: Readonly<Record<string, JsonSchema>> = {
  key: {
    type: 'http',
    scheme: 'bearer',
    description: 'A secret key, or a restricted one with the permission named.',
  },
  keyAsUser: { type: 'http', scheme: 'basic', description: 'The same key as the user name.' },
  publishableKey: { type: 'http', scheme: 'bearer', description: 'For browsers: `pk_…`.' },
  operatorKey: { type: 'http', scheme: 'bearer', description: "The installation's own: `op_…`." },
  clientCertificate: {
    type: 'mutualTLS',
    description: 'A certificate that is bound to the account with that permission.',
  },
  oauth: {
    type: 'oauth2',
    flows: {
      clientCredentials: { tokenUrl: '/oauth/token', scopes: Object.fromEntries(scopes) },
    },
  },
};

/** The ways to be let in, any one of which is enough. */
export function securityOf(access: RouteAccess, method: string): readonly Security[] {
  if (access.to === 'everyone') return [];
  if (access.to === 'operator') return [{ operatorKey: [] }];
  const permission = [`${access.resource}:${levelOf(method)}`];
  return [
    { key: permission },
    { keyAsUser: permission },
    { oauth: permission },
    { clientCertificate: permission },
    ...(access.publishable ? [{ publishableKey: [] }] : []),
    ...(access.operator ? [{ operatorKey: [] }] : []),
  ];
}
