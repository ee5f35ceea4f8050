// The endpoints that OAuth clients talk to: tokens (RFC 6749), introspection (RFC 7662) and
// revocation (RFC 7009). They authenticate their callers themselves.
import { Controller, Post, Req } from '@nestjs/common';
import {
  covers,
  permissionsFromScopes,
  scopesOf,
  type Permissions,
  type Tenant,
} from '@ledgerway/contracts';
import { keyFromHeader } from '../auth/authorization-header.js';
import { Gatekeeper } from '../auth/gatekeeper.js';
import { Public } from '../auth/permissions.js';
import { ApiException, type Answer } from '../edge/answer.js';
import type { ApiRequest } from '../edge/caller.js';
import { presentedCertificate } from '../tls/presented-certificate.js';
import { authenticateClient, textOf } from './client-authentication.js';
import type { OAuthClient } from './oauth-client-store.js';
import { OAuthClients } from './oauth-clients.js';
import { granted, refusalAnswer, refuse, type OAuthRefusal } from './oauth-errors.js';
import type { StoredToken } from './oauth-token-store.js';
import { OAuthTokens } from './oauth-tokens.js';

@Controller('oauth')
export class OAuthController {
  constructor(
    private readonly clients: OAuthClients,
    private readonly tokens: OAuthTokens,
    private readonly gatekeeper: Gatekeeper,
  ) {}

  @Post('token')
  @Public()
  async token(@Req() request: ApiRequest): Promise<Answer> {
    const grantType = textOf(request, 'grant_type');
    if (grantType === undefined)
      return refusalAnswer(refuse('invalid_request', 'grant_type is missing.'));
    if (grantType !== 'client_credentials')
      return refusalAnswer(
        refuse('unsupported_grant_type', 'Only client_credentials is supported.'),
      );
    const client = await authenticateClient(request, this.clients);
    if ('error' in client) return refusalAnswer(client);
    const permissions = askedOf(client, textOf(request, 'scope'));
    if (permissions === undefined)
      return refusalAnswer(refuse('invalid_scope', 'A scope is unknown, or not of this client.'));
    const token = await this.tokens.issue(client, permissions);
    return granted({
      access_token: token,
      token_type: 'bearer',
      expires_in: client.tokenTtlSeconds,
      scope: scopesOf(permissions).join(' '),
    });
  }

  /** For the client itself, or for its account with a secret key. */
  @Post('introspect')
  @Public()
  async introspect(@Req() request: ApiRequest): Promise<Answer> {
    const asker = await this.askerOf(request);
    if ('error' in asker) return refusalAnswer(asker);
    const token = textOf(request, 'token');
    if (token === undefined) return refusalAnswer(refuse('invalid_request', 'token is missing.'));
    const found = await this.tokens.find(asker.tenant, token);
    return granted(found === undefined ? { active: false } : described(found));
  }

  /** Answers 200 for a token that does not exist, too: it does not work, which is what was asked. */
  @Post('revoke')
  @Public()
  async revoke(@Req() request: ApiRequest): Promise<Answer> {
    const asker = await this.askerOf(request);
    if ('error' in asker) return refusalAnswer(asker);
    const token = textOf(request, 'token');
    if (token === undefined) return refusalAnswer(refuse('invalid_request', 'token is missing.'));
    const found = await this.tokens.find(asker.tenant, token);
    const foreign = asker.clientId !== undefined && found?.clientId !== asker.clientId;
    if (found !== undefined && !foreign) await this.tokens.revoke(found);
    return granted({});
  }

  private async askerOf(request: ApiRequest): Promise<Asker | OAuthRefusal> {
    const bearer = /^bearer /i.test(request.headers.authorization ?? '');
    if (bearer && textOf(request, 'client_id') === undefined) return this.merchantOf(request);
    const client = await authenticateClient(request, this.clients);
    return 'error' in client ? client : { tenant: client.tenant, clientId: client.id };
  }

  private async merchantOf(request: ApiRequest): Promise<Asker | OAuthRefusal> {
    try {
      const caller = await this.gatekeeper.admit({
        key: keyFromHeader(request.headers.authorization),
        address: request.ip,
        certificate: presentedCertificate(request.raw.socket),
      });
      if (caller.kind === 'secret') return { tenant: caller.tenant };
      return refuse('invalid_client', 'This takes a client, or the secret key of its account.');
    } catch (error) {
      if (!(error instanceof ApiException) || error.error.status >= 500) throw error;
      return refuse('invalid_client', error.message);
    }
  }
}

/** `clientId` is absent for the account itself. */
type Asker = { readonly tenant: Tenant; readonly clientId?: string };

/** What these scopes allow, if the client has as much; without scopes, all that it has. */
function askedOf({ permissions }: OAuthClient, scope: string | undefined): Permissions | undefined {
  if (scope === undefined) return permissions;
  const asked = permissionsFromScopes(scope.split(' '));
  return asked !== undefined && covers(permissions, asked) ? asked : undefined;
}

/** RFC 7662, with the confirmation claim of RFC 8705 for a token that is bound to a certificate. */
const described = (token: StoredToken) => ({
  active: true,
  client_id: token.clientId,
  scope: scopesOf(token.permissions).join(' '),
  token_type: 'bearer',
  iat: Math.floor(token.createdAtMs / 1000),
  exp: Math.floor(token.expiresAtMs / 1000),
  sub: token.accountId,
  ...(token.certificate !== null && {
    cnf: { 'x5t#S256': Buffer.from(token.certificate, 'hex').toString('base64url') },
  }),
});
