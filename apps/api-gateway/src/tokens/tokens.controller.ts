import { Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import {
  CreateTokenParams,
  ExpandParams,
  renderToken,
  resourceMissing,
  sandboxCard,
} from '@ledgerway/contracts';
import type { CardSnapshot } from '@ledgerway/domain';
import type { Clock } from '@ledgerway/platform';
import { Needs, requirePermission } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import { callerOf, tenantOf, type ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { clockToken } from '../injection.js';
import { VaultClient } from '../queries/query-client.js';
import { TokenOperations } from './token-operations.js';

@Controller('v1/tokens')
export class TokensController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly operations: TokenOperations,
    private readonly vault: VaultClient,
    @Inject(clockToken) private readonly clock: Clock,
  ) {}

  @Post()
  @Needs('token', { publishable: true })
  create(@Req() request: ApiRequest) {
    const params = paramsOf(request, CreateTokenParams);
    // A browser makes tokens of what was typed into it, not of the cards that a customer has.
    if (typeof params.card === 'string') requirePermission(callerOf(request), 'customer', 'read');
    return this.posts.run(request, this.operations.create(tenantOf(request), params, request.ip));
  }

  @Get(':id')
  @Needs('token')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    paramsOf(request, ExpandParams);
    const tenant = tenantOf(request);
    const testCard = tenant.livemode ? undefined : sandboxCard(id);
    if (testCard !== undefined) return ok(this.wellKnown(id, testCard));
    const token = await this.vault.ask('vault.token', { ...tenant, id });
    if (token === null) throw new ApiException(resourceMissing('token', id));
    return ok(renderToken(token));
  }

  /** The tokens that every test account knows: always new, and never used up. */
  private wellKnown(id: string, card: CardSnapshot) {
    return renderToken({
      id,
      livemode: false,
      type: 'card',
      card,
      billing: null,
      cvcGiven: false,
      clientIp: null,
      createdAtMs: this.clock.now(),
      used: false,
    });
  }
}
