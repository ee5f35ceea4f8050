import { Controller, Delete, Get, Inject, Param, Post, Req } from '@nestjs/common';
import {
  CreateApiKeyParams,
  ExpandParams,
  invalidRequest,
  ListParams,
  pageOf,
  resourceMissing,
  RollApiKeyParams,
} from '@ledgerway/contracts';
import type { Clock } from '@ledgerway/platform';
import { ApiKeyStore } from '../auth/api-key-store.js';
import { widerThanOwn } from '../auth/auth-errors.js';
import { Needs } from '../auth/permissions.js';
import type { StoredKey } from '../auth/stored-key.js';
import { ApiException, ok } from '../edge/answer.js';
import { callerOf, tenantOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer, pageFrom } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { clockToken } from '../injection.js';
import { KeyOperations, maxKeys, type NewKey } from './key-operations.js';
import { renderApiKey } from './render-api-key.js';

@Controller('v1/api_keys')
export class ApiKeysController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly operations: KeyOperations,
    private readonly keys: ApiKeyStore,
    @Inject(clockToken) private readonly clock: Clock,
  ) {}

  /** The one answer that holds the key itself. */
  @Post()
  @Needs('api_key')
  async create(@Req() request: ApiRequest) {
    const params = paramsOf(request, CreateApiKeyParams);
    checkNothingExpanded(params.expand);
    const tenant = tenantOf(request);
    const key = newKeyFrom(params);
    if (key.expiresAtMs !== null && key.expiresAtMs <= this.clock.now()) throw past();
    await this.checkGrant(request, key);
    return this.posts.runSecret(request, async (operation) => {
      const made = await this.operations.create(operation, tenant, key);
      if (made === 'too_many') throw tooManyKeys();
      return ok({ ...this.rendered(made.stored), secret: made.secret });
    });
  }

  /** The key with another secret, shown this once. */
  @Post(':id/roll')
  @Needs('api_key')
  async roll(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, RollApiKeyParams);
    checkNothingExpanded(params.expand);
    const tenant = tenantOf(request);
    const key = await this.existing(request, id);
    await this.checkGrant(request, key);
    const overlapMs = (params.overlap_seconds ?? 0) * 1000;
    return this.posts.runSecret(request, async (operation) => {
      const rolled = await this.operations.roll(operation, tenant, key, overlapMs);
      if (rolled === 'too_many') throw tooManySecrets();
      if (rolled === 'revoked') throw missing(id);
      return ok({ ...this.rendered(rolled.stored), secret: rolled.secret });
    });
  }

  @Get(':id')
  @Needs('api_key')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    return ok(this.rendered(await this.existing(request, id)));
  }

  @Get()
  @Needs('api_key')
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListParams);
    checkNothingExpanded(params.expand);
    const page = pageOf(params);
    const keys = await this.keys.list(tenantOf(request), maxKeys);
    const list = { url: '/v1/api_keys', kind: 'api_key', page };
    return listAnswer(pageFrom(keys, page), list, (key) => this.rendered(key));
  }

  @Delete(':id')
  @Needs('api_key')
  async revoke(@Req() request: ApiRequest, @Param('id') id: string) {
    if (!(await this.operations.revoke(tenantOf(request), id, this.clock.now()))) throw missing(id);
    return ok({ id, object: 'api_key', deleted: true });
  }

  private async existing(request: ApiRequest, id: string): Promise<StoredKey> {
    const key = await this.keys.find(tenantOf(request), id);
    if (key === undefined) throw missing(id);
    return key;
  }

  private async checkGrant(request: ApiRequest, key: NewKey | StoredKey): Promise<void> {
    const caller = callerOf(request);
    if (!(await this.operations.mayGrant(caller, tenantOf(request), key)))
      throw new ApiException(widerThanOwn(caller));
  }

  private rendered(key: StoredKey) {
    return renderApiKey(key, this.clock.now());
  }
}

function newKeyFrom(params: CreateApiKeyParams): NewKey {
  const { type: kind = 'secret', name = null, permissions = {}, expires_at, ip_allow } = params;
  return {
    kind,
    name,
    permissions: kind === 'restricted' ? permissions : null,
    expiresAtMs: expires_at === undefined ? null : expires_at * 1000,
    ipAllow: ip_allow ?? [],
  };
}

const missing = (id: string) => new ApiException(resourceMissing('api_key', id));

const past = () =>
  new ApiException(
    invalidRequest('Invalid expires_at: it must be a time in the future.', { param: 'expires_at' }),
  );

const tooManyKeys = () =>
  new ApiException(
    invalidRequest(`An account can have up to ${maxKeys} keys in each mode. Revoke one first.`),
  );

const tooManySecrets = () =>
  new ApiException(
    invalidRequest(
      'This key was rolled several times lately and all its secrets still work. Wait for one to ' +
        'expire, or roll it without an overlap.',
    ),
  );
