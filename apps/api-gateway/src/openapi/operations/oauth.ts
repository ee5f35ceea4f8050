// The endpoints of RFC 6749, 7662 and 7009. Their parameters and answers are those of the RFCs.
import type { JsonSchema } from '@ledgerway/contracts';
import { operation, type Operation } from '../operation.js';

const text: JsonSchema = { type: 'string' };

const form = (properties: Readonly<Record<string, JsonSchema>>, ...required: string[]) => ({
  type: 'object',
  properties: { ...properties, client_id: text, client_secret: text },
  required,
});

const token: JsonSchema = {
  type: 'object',
  properties: {
    access_token: text,
    token_type: { const: 'bearer' },
    expires_in: { type: 'integer' },
    scope: text,
  },
  required: ['access_token', 'token_type', 'expires_in', 'scope'],
  additionalProperties: false,
};

const introspection: JsonSchema = {
  type: 'object',
  properties: {
    active: { type: 'boolean' },
    client_id: text,
    scope: text,
    token_type: { const: 'bearer' },
    iat: { type: 'integer' },
    exp: { type: 'integer' },
    sub: text,
    cnf: { type: 'object', properties: { 'x5t#S256': text }, additionalProperties: false },
  },
  required: ['active'],
  additionalProperties: false,
};

export const oauthOperations: Readonly<Record<string, Operation>> = {
  'POST /oauth/token': operation(
    'Get an access token',
    form({ grant_type: { const: 'client_credentials' }, scope: text }, 'grant_type'),
    token,
  ),
  'POST /oauth/introspect': operation(
    'Ask what a token is good for',
    form({ token: text, token_type_hint: text }, 'token'),
    introspection,
  ),
  'POST /oauth/revoke': operation(
    'Revoke a token',
    form({ token: text, token_type_hint: text }, 'token'),
    { type: 'object', additionalProperties: false },
  ),
};
