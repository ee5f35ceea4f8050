// What does not agree, who looks after it, and how well settlement goes as a whole.
import { Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import {
  ListSettlementBreaksParams,
  pageOf,
  renderList,
  renderSettlementBreak,
  renderSettlementScores,
  SettlementScoresParams,
  UpdateSettlementBreakParams,
} from '@ledgerway/contracts';
import type { Clock } from '@ledgerway/platform';
import { OperatorOnly } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import type { ApiRequest } from '../edge/caller.js';
import { listAnswer } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { clockToken } from '../injection.js';
import { ReportingClient } from '../queries/query-client.js';
import { SeenPositions } from '../queries/seen-positions.js';
import { SettlementBreaks } from './settlement-breaks.js';
import { settlementTenant } from './settlement-commands.js';

/** Acquirers settle in batches of a day: what is missing now may be in the next file. */
const defaultGraceS = 86_400;

@Controller('v1/settlements')
export class SettlementBreaksController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly breaks: SettlementBreaks,
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
    @Inject(clockToken) private readonly clock: Clock,
  ) {}

  /** Open ones unless told otherwise. */
  @Get('breaks')
  @OperatorOnly()
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListSettlementBreaksParams);
    checkNothingExpanded(params.expand);
    const page = pageOf(params);
    const { livemode, kind, owner, status = 'open' } = params;
    const listed = await this.reporting.ask('reporting.settlement_breaks', {
      ...this.askedAt(params.grace_seconds),
      page,
      ...(livemode !== undefined && { livemode }),
      ...(kind !== undefined && { kind }),
      ...(owner !== undefined && { owner }),
      ...(status !== 'all' && { status }),
    });
    const list = { url: '/v1/settlements/breaks', kind: 'settlement_break', page };
    return listAnswer(listed, list, renderSettlementBreak);
  }

  @Post('breaks/:id')
  @OperatorOnly()
  update(@Req() request: ApiRequest, @Param('id') id: string) {
    const params = paramsOf(request, UpdateSettlementBreakParams);
    checkNothingExpanded(params.expand);
    return this.posts.run(request, async (operation) => {
      const found = await this.breaks.find(id, this.clock.now());
      return ok(renderSettlementBreak(await this.breaks.change(operation, found, params)));
    });
  }

  @Get('scores')
  @OperatorOnly()
  async scores(@Req() request: ApiRequest) {
    const { livemode, expand, grace_seconds } = paramsOf(request, SettlementScoresParams);
    checkNothingExpanded(expand);
    const scores = await this.reporting.ask('reporting.settlement_scores', {
      ...this.askedAt(grace_seconds),
      ...(livemode !== undefined && { livemode }),
    });
    const rendered = scores.map(renderSettlementScores);
    return ok(renderList('/v1/settlements/scores', rendered, false));
  }

  private askedAt(graceS = defaultGraceS) {
    const after = this.seen.after(settlementTenant);
    return { nowMs: this.clock.now(), graceMs: graceS * 1000, after };
  }
}
