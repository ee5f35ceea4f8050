import { Controller, Delete, Get, Inject, Param, Post, Req } from '@nestjs/common';
import {
  CreateApiKeyParams,
  invalidRequest,
  ListParams,
  pageOf,
  resourceMissing,
} from '@ledgerway/contracts';
import type { Clock } from '@ledgerway/platform';
import { ApiKeyStore, type StoredKey } from '../auth/api-key-store.js';
import { ApiException, ok } from '../edge/answer.js';
import { tenantOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer, pageFrom } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { clockToken } from '../injection.js';
import { AccountOperations } from './account-operations.js';

/** How many keys in force an account may have in one mode; its list is read as a whole. */
const maxKeys = 200;

@Controller('v1/api_keys')
export class ApiKeysController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly operations: AccountOperations,
    private readonly keys: ApiKeyStore,
    @Inject(clockToken) private readonly clock: Clock,
  ) {}

  /** The one answer that holds the key itself. */
  @Post()
  create(@Req() request: ApiRequest) {
    const params = paramsOf(request, CreateApiKeyParams);
    checkNothingExpanded(params.expand);
    const tenant = tenantOf(request);
    return this.posts.runSecret(request, async (operation) => {
      if ((await this.keys.list(tenant, maxKeys)).length >= maxKeys) throw tooMany();
      const { type: kind = 'secret', name = null } = params;
      const made = await this.operations.createKey(operation, tenant, kind, name);
      const { id, key } = made;
      const { createdAtMs } = operation;
      const shown = rendered({ id, kind, name, tenant, last4: key.slice(-4), createdAtMs });
      return ok({ ...shown, secret: key });
    });
  }

  @Get()
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListParams);
    checkNothingExpanded(params.expand);
    const page = pageOf(params);
    const keys = await this.keys.list(tenantOf(request), maxKeys);
    const list = { url: '/v1/api_keys', kind: 'api_key', page };
    return listAnswer(pageFrom(keys, page), list, rendered);
  }

  @Delete(':id')
  async revoke(@Req() request: ApiRequest, @Param('id') id: string) {
    const tenant = tenantOf(request);
    if (!(await this.operations.revokeKey(tenant, id, this.clock.now())))
      throw new ApiException(resourceMissing('api_key', id));
    return ok({ id, object: 'api_key', deleted: true });
  }
}

type ShownKey = Pick<StoredKey, 'id' | 'kind' | 'name' | 'tenant' | 'last4' | 'createdAtMs'>;

const rendered = ({ id, kind, name, tenant, last4, createdAtMs }: ShownKey) => ({
  id,
  object: 'api_key' as const,
  created: Math.floor(createdAtMs / 1000),
  last4,
  livemode: tenant?.livemode ?? true,
  name,
  type: kind,
});

const tooMany = () =>
  new ApiException(
    invalidRequest(`An account can have up to ${maxKeys} keys in each mode. Revoke one first.`),
  );
