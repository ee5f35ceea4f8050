import { Controller, Delete, Get, Inject, Param, Post, Req } from '@nestjs/common';
import {
  CreateOAuthClientParams,
  ExpandParams,
  invalidRequest,
  ListForAccountParams,
  pageOf,
  resourceMissing,
  scopesOf,
} from '@ledgerway/contracts';
import type { Clock } from '@ledgerway/platform';
import { AccountStore } from '../accounts/account-store.js';
import { KeyOperations } from '../accounts/key-operations.js';
import { isVisible, ownerOf } from '../accounts/owner.js';
import { widerThanOwn } from '../auth/auth-errors.js';
import { Needs } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import { callerOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer, pageFrom } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { clockToken } from '../injection.js';
import { certificateParam } from '../tls/certificate-param.js';
import type { OAuthClient } from './oauth-client-store.js';
import { maxClients, OAuthClients } from './oauth-clients.js';

const defaultTtlSeconds = 3600;

@Controller('v1/oauth_clients')
export class OAuthClientsController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly clients: OAuthClients,
    private readonly keys: KeyOperations,
    private readonly accounts: AccountStore,
    @Inject(clockToken) private readonly clock: Clock,
  ) {}

  /** The one answer that holds the client's secret. */
  @Post()
  @Needs('api_key', { operator: true })
  async create(@Req() request: ApiRequest) {
    const params = paramsOf(request, CreateOAuthClientParams);
    checkNothingExpanded(params.expand);
    const tenant = await ownerOf(request, params, this.accounts);
    const { scopes: permissions, certificate } = params;
    const bound =
      certificate === undefined ? null : certificateParam(certificate, this.clock.now());
    if (!(await this.keys.mayGrantForGood(callerOf(request), tenant, permissions)))
      throw new ApiException(widerThanOwn(callerOf(request)));
    return this.posts.runSecret(request, async (operation) => {
      const made = await this.clients.create(operation, tenant, {
        name: params.name ?? null,
        permissions,
        tokenTtlSeconds: params.token_ttl_seconds ?? defaultTtlSeconds,
        certificate: bound?.thumbprint ?? null,
      });
      if (made === 'too_many') throw tooMany();
      return ok({ ...rendered(made.client), client_secret: made.secret });
    });
  }

  @Get(':id')
  @Needs('api_key', { operator: true })
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    return ok(rendered(await this.existing(request, id)));
  }

  @Get()
  @Needs('api_key', { operator: true })
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListForAccountParams);
    checkNothingExpanded(params.expand);
    const page = pageOf(params);
    const clients = await this.clients.list(await ownerOf(request, params, this.accounts));
    const list = { url: '/v1/oauth_clients', kind: 'oauth_client', page };
    return listAnswer(pageFrom(clients, page), list, rendered);
  }

  /** Its tokens stop working, too. */
  @Delete(':id')
  @Needs('api_key', { operator: true })
  async remove(@Req() request: ApiRequest, @Param('id') id: string) {
    await this.existing(request, id);
    await this.clients.revoke(id, this.clock.now());
    return ok({ id, object: 'oauth_client', deleted: true });
  }

  private async existing(request: ApiRequest, id: string): Promise<OAuthClient> {
    const client = await this.clients.find(id);
    if (client === undefined || !isVisible(callerOf(request), client.tenant))
      throw new ApiException(resourceMissing('oauth_client', id));
    return client;
  }
}

export type PublicOAuthClient = ReturnType<typeof rendered>;

const rendered = (client: OAuthClient) => ({
  id: client.id,
  object: 'oauth_client' as const,
  account: client.tenant.merchantId,
  certificate_thumbprint: client.certificate,
  client_id: client.id,
  created: Math.floor(client.createdAtMs / 1000),
  livemode: client.tenant.livemode,
  name: client.name,
  scopes: scopesOf(client.permissions),
  secret_last4: client.secretLast4,
  token_ttl_seconds: client.tokenTtlSeconds,
});

const tooMany = () =>
  new ApiException(
    invalidRequest(
      `An account can have up to ${maxClients} clients in each mode. Delete one first.`,
    ),
  );
