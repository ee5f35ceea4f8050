import { Controller, Delete, Get, Param, Post, Req } from '@nestjs/common';
import {
  CreateSourceParams,
  ExpandParams,
  ListSourcesParams,
  pageOf,
  UpdateSourceParams,
  type PublicCard,
} from '@ledgerway/contracts';
import { Needs } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import { callerOf, tenantOf, type ApiRequest } from '../edge/caller.js';
import { listAnswer, pageFrom } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkExpand, pathsBelowData } from '../expand/expandable.js';
import { Expander } from '../expand/expander.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { CustomerSources } from './customer-sources.js';

/** `cards` is how older code spells `sources`. */
@Controller(['v1/customers/:customer/sources', 'v1/customers/:customer/cards'])
export class CustomerSourcesController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly sources: CustomerSources,
    private readonly expander: Expander,
  ) {}

  @Post()
  @Needs('customer')
  create(@Req() request: ApiRequest, @Param('customer') customer: string) {
    const params = this.params(request, CreateSourceParams);
    return this.posts.run(request, async (operation) => {
      const card = await this.sources.create(tenantOf(request), operation, customer, params);
      return this.answer(request, card, params);
    });
  }

  @Post(':id')
  @Needs('customer')
  update(@Req() request: ApiRequest, @Param('customer') customer: string, @Param('id') id: string) {
    const params = this.params(request, UpdateSourceParams);
    return this.posts.run(request, async (operation) => {
      const card = await this.sources.update(tenantOf(request), operation, customer, id, params);
      return this.answer(request, card, params);
    });
  }

  @Delete(':id')
  @Needs('customer')
  async remove(
    @Req() request: ApiRequest,
    @Param('customer') customer: string,
    @Param('id') id: string,
  ) {
    paramsOf(request, ExpandParams);
    const operation = this.posts.once(request);
    return ok(await this.sources.remove(tenantOf(request), operation, customer, id));
  }

  @Get(':id')
  @Needs('customer')
  async retrieve(
    @Req() request: ApiRequest,
    @Param('customer') customer: string,
    @Param('id') id: string,
  ) {
    const params = this.params(request, ExpandParams);
    const card = await this.sources.find(tenantOf(request), customer, id);
    return this.answer(request, card, params);
  }

  /** There are cards only: whoever asks for another kind of source gets an empty page. */
  @Get()
  @Needs('customer')
  async list(@Req() request: ApiRequest, @Param('customer') customer: string) {
    const { object = 'card', ...params } = paramsOf(request, ListSourcesParams);
    checkExpand(params.expand, 'card', { inList: true, caller: callerOf(request) });
    const tenant = tenantOf(request);
    const cards = await this.sources.all(tenant, customer);
    const page = pageOf(params);
    const [url = ''] = request.url.split('?');
    const expand = pathsBelowData(params.expand);
    const listed = pageFrom(object === 'card' ? cards : [], page);
    return listAnswer(listed, { url, kind: 'source', page }, (card) =>
      this.expander.expand(tenant, 'card', card, expand),
    );
  }

  private params<T extends ExpandParams>(request: ApiRequest, endpoint: new () => T): T {
    const params = paramsOf(request, endpoint);
    checkExpand(params.expand, 'card', { caller: callerOf(request) });
    return params;
  }

  private async answer(request: ApiRequest, card: PublicCard, { expand }: ExpandParams) {
    return ok(await this.expander.expand(tenantOf(request), 'card', card, expand));
  }
}
