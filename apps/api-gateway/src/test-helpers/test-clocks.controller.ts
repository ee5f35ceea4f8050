// Test clocks in the ecosystem's shape. There, each has customers of its own; here they all move the
// one time of the account's test mode.
import { Controller, Delete, Get, Param, Post, Req } from '@nestjs/common';
import {
  AdvanceTestClockParams,
  CreateTestClockParams,
  ExpandParams,
  idOf,
  invalidRequest,
  ListParams,
  pageOf,
  renderDeleted,
  renderTestClock,
  resourceMissing,
  type TestClock,
} from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import type { ApiRequest } from '../edge/caller.js';
import { listAnswer, pageFrom } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { TestClockStore } from './test-clock-store.js';
import { testTenantOf } from './test-tenant.js';
import { TestTime } from './test-time.js';

/** Of one account; beyond it the oldest are not listed. */
const maxListed = 1_000;

@Controller('v1/test_helpers/test_clocks')
export class TestClocksController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly store: TestClockStore,
    private readonly time: TestTime,
  ) {}

  @Post()
  @Needs('account')
  create(@Req() request: ApiRequest) {
    const { merchantId } = testTenantOf(request);
    const { frozen_time: frozenTime, name, expand } = paramsOf(request, CreateTestClockParams);
    checkNothingExpanded(expand);
    return this.posts.run(request, async (operation) => {
      const id = idOf('clock', operation.core());
      const { createdAtMs } = operation;
      const clock = { id, name: name ?? null, frozenAtMs: frozenTime * 1000, createdAtMs };
      await this.store.add(merchantId, clock);
      await this.time.moveTo(merchantId, clock.frozenAtMs, 'frozen_time');
      return ok(renderTestClock(clock));
    });
  }

  @Post(':id/advance')
  @Needs('account')
  advance(@Req() request: ApiRequest, @Param('id') id: string) {
    const { merchantId } = testTenantOf(request);
    const { frozen_time: frozenTime, expand } = paramsOf(request, AdvanceTestClockParams);
    checkNothingExpanded(expand);
    return this.posts.run(request, async () => {
      const clock = await this.find(merchantId, id);
      const frozenAtMs = frozenTime * 1000;
      if (frozenAtMs < clock.frozenAtMs) throw new ApiException(backwards());
      await this.time.moveTo(merchantId, frozenAtMs, 'frozen_time');
      await this.store.advance(merchantId, id, frozenAtMs);
      return ok(renderTestClock({ ...clock, frozenAtMs }));
    });
  }

  @Get(':id')
  @Needs('account')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    const { merchantId } = testTenantOf(request);
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    return ok(renderTestClock(await this.find(merchantId, id)));
  }

  @Get()
  @Needs('account')
  async list(@Req() request: ApiRequest) {
    const { merchantId } = testTenantOf(request);
    const params = paramsOf(request, ListParams);
    checkNothingExpanded(params.expand);
    const page = pageOf(params);
    const listed = pageFrom(await this.store.list(merchantId, maxListed), page);
    const list = { url: '/v1/test_helpers/test_clocks', kind: 'test_helpers.test_clock', page };
    return listAnswer(listed, list, renderTestClock);
  }

  /** The time stays where it is: what has happened by it has happened. */
  @Delete(':id')
  @Needs('account')
  async delete(@Req() request: ApiRequest, @Param('id') id: string) {
    const { merchantId } = testTenantOf(request);
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    await this.find(merchantId, id);
    await this.store.delete(merchantId, id, this.time.now(merchantId));
    return ok(renderDeleted('test_helpers.test_clock', id));
  }

  private async find(accountId: string, id: string): Promise<TestClock> {
    const clock = await this.store.find(accountId, id);
    if (clock !== undefined) return clock;
    throw new ApiException(resourceMissing('test_helpers.test_clock', id, { param: 'id' }));
  }
}

const backwards = () =>
  invalidRequest('A test clock can only be moved forward.', { param: 'frozen_time' });
