// How an OAuth client proves itself: with its secret, by HTTP Basic or among the parameters, or with
// the certificate that it was registered with (RFC 6749 section 2.3, RFC 8705 section 2).
import type { ApiRequest } from '../edge/caller.js';
import { presentedCertificate } from '../tls/presented-certificate.js';
import type { OAuthClient } from './oauth-client-store.js';
import type { OAuthClients } from './oauth-clients.js';
import { refuse, type OAuthRefusal } from './oauth-errors.js';

export async function authenticateClient(
  request: ApiRequest,
  clients: Pick<OAuthClients, 'authenticate' | 'find'>,
): Promise<OAuthClient | OAuthRefusal> {
  const basic = basicPair(request.headers.authorization);
  const id = textOf(request, 'client_id');
  const secret = textOf(request, 'client_secret');
  if (basic !== undefined && secret !== undefined)
    return refuse('invalid_request', 'The client authenticates in two ways at once.');
  if (basic !== undefined && id !== undefined && id !== basic.id)
    return refuse('invalid_request', 'client_id is not the client of the Authorization header.');
  const clientId = basic?.id ?? id;
  if (clientId === undefined)
    return refuse('invalid_client', 'No client authentication was given.');
  const presented = basic?.secret ?? secret;
  const client =
    presented === undefined
      ? await byCertificate(request, clients, clientId)
      : await clients.authenticate(clientId, presented);
  return client ?? refuse('invalid_client', 'The client is unknown, or it did not prove itself.');
}

async function byCertificate(
  request: ApiRequest,
  clients: Pick<OAuthClients, 'find'>,
  id: string,
): Promise<OAuthClient | undefined> {
  const certificate = presentedCertificate(request.raw.socket);
  if (certificate === undefined || certificate.problem !== undefined) return undefined;
  const client = await clients.find(id);
  return client?.certificate === certificate.thumbprint ? client : undefined;
}

/** A parameter that is a text and not empty. */
export function textOf({ form }: ApiRequest, name: string): string | undefined {
  const value = form[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function basicPair(header: string | undefined): { id: string; secret: string } | undefined {
  const [, credentials] = /^basic +(\S+)$/i.exec(header ?? '') ?? [];
  if (credentials === undefined) return undefined;
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return { id: pair.slice(0, Math.max(colon, 0)), secret: pair.slice(colon + 1) };
}
