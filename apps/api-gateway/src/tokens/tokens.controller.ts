import { Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import {
  CreateTokenParams,
  deriveSuffix,
  ExpandParams,
  idOf,
  renderToken,
  resourceMissing,
  sandboxCard,
  testCardOf,
} from '@ledgerway/contracts';
import type { CardSnapshot } from '@ledgerway/domain';
import type { Clock } from '@ledgerway/platform';
import { ApiException, ok } from '../edge/answer.js';
import { Access, tenantOf, type ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { clockToken } from '../injection.js';
import { noLiveCards } from './card-errors.js';
import { TokenStore, type Token } from './token-store.js';

@Controller('v1/tokens')
export class TokensController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly tokens: TokenStore,
    @Inject(clockToken) private readonly clock: Clock,
  ) {}

  @Post()
  @Access('publishable', 'secret')
  create(@Req() request: ApiRequest) {
    const { card: asked } = paramsOf(request, CreateTokenParams);
    const tenant = tenantOf(request);
    if (tenant.livemode) throw new ApiException(noLiveCards());
    const found = testCardOf(asked, new Date(this.clock.now()));
    if ('error' in found) throw new ApiException(found.error);
    const testCard = sandboxCard(found.token);
    if (testCard === undefined) throw new Error(`No test card ${found.token}`);
    return this.posts.run(request, async (operation) => {
      const core = operation.core();
      const card: CardSnapshot = {
        ...testCard,
        id: idOf('card', core, deriveSuffix('card', operation.commandId())),
        expMonth: asked.exp_month,
        expYear: found.expYear,
        name: asked.name ?? null,
      };
      const { createdAtMs } = operation;
      const token = { ...tenant, id: idOf('tok', core), card, clientIp: request.ip, createdAtMs };
      await this.tokens.add(token);
      return ok(rendered({ ...token, used: false }));
    });
  }

  @Get(':id')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    paramsOf(request, ExpandParams);
    const tenant = tenantOf(request);
    const testCard = tenant.livemode ? undefined : sandboxCard(id);
    if (testCard !== undefined) return ok(this.wellKnown(id, testCard));
    const token = await this.tokens.find(tenant, id);
    if (token === undefined) throw new ApiException(resourceMissing('token', id));
    return ok(rendered(token));
  }

  /** The tokens that every test account knows: always new, and never used up. */
  private wellKnown(id: string, card: CardSnapshot) {
    const created = Math.floor(this.clock.now() / 1000);
    return renderToken({ id, card, clientIp: null, created, livemode: false, used: false });
  }
}

const rendered = ({ createdAtMs, ...token }: Token) =>
  renderToken({ ...token, created: Math.floor(createdAtMs / 1000) });
