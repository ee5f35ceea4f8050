// What the acquirer settled and the bank received: files in, and how they agree with what we know.
import { Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import {
  ExpandParams,
  ImportBankStatementParams,
  ImportSettlementParams,
  ListSettlementsParams,
  pageOf,
  renderBankStatement,
  renderSettlement,
  renderSettlementLine,
  resourceMissing,
} from '@ledgerway/contracts';
import type { Clock } from '@ledgerway/platform';
import { OperatorOnly } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import type { ApiRequest } from '../edge/caller.js';
import { listAnswer } from '../edge/lists.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { clockToken } from '../injection.js';
import { ReportingClient } from '../queries/query-client.js';
import { SeenPositions } from '../queries/seen-positions.js';
import { settlementTenant } from './settlement-commands.js';
import { SettlementImports } from './settlement-imports.js';

@Controller('v1/settlements')
export class SettlementsController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly imports: SettlementImports,
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
    @Inject(clockToken) private readonly clock: Clock,
  ) {}

  /** The same file again answers the same, and imports nothing. */
  @Post('files')
  @OperatorOnly()
  importFile(@Req() request: ApiRequest) {
    const { content, expand } = paramsOf(request, ImportSettlementParams);
    checkNothingExpanded(expand);
    const file = this.imports.readFile(content);
    return this.posts.run(request, async (operation) => {
      const known = await this.imports.importFile(operation, file);
      const settlement = await this.settlement(file.batch.id);
      return ok({ ...renderSettlement(settlement), already_imported: known });
    });
  }

  @Post('bank_statements')
  @OperatorOnly()
  async importStatement(@Req() request: ApiRequest) {
    const { content, account, expand } = paramsOf(request, ImportBankStatementParams);
    checkNothingExpanded(expand);
    const file = await this.imports.readStatement(content, account ?? null);
    return this.posts.run(request, async (operation) => {
      const known = await this.imports.importStatement(operation, file);
      const statement = await this.statement(file.statement.id);
      return ok({ ...renderBankStatement(statement), already_imported: known });
    });
  }

  @Get('bank_statements/:id')
  @OperatorOnly()
  async retrieveStatement(@Req() request: ApiRequest, @Param('id') id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    return ok(renderBankStatement(await this.statement(id)));
  }

  @Get()
  @OperatorOnly()
  async list(@Req() request: ApiRequest) {
    const params = paramsOf(request, ListSettlementsParams);
    checkNothingExpanded(params.expand);
    const page = pageOf(params);
    const { livemode } = params;
    const ask = { page, after: this.after(), ...(livemode !== undefined && { livemode }) };
    const listed = await this.reporting.ask('reporting.settlements', ask);
    return listAnswer(
      listed,
      { url: '/v1/settlements', kind: 'settlement', page },
      renderSettlement,
    );
  }

  /** With its lines, each as it compares now. */
  @Get(':id')
  @OperatorOnly()
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    const settlement = await this.settlement(id);
    const lines = settlement.lineItems.map(renderSettlementLine);
    return ok({ ...renderSettlement(settlement), lines });
  }

  private async settlement(id: string) {
    const ask = { id, nowMs: this.clock.now(), after: this.after() };
    const found = await this.reporting.ask('reporting.settlement', ask);
    if (found === null) throw new ApiException(resourceMissing('settlement', id));
    return found;
  }

  private async statement(id: string) {
    const ask = { id, nowMs: this.clock.now(), after: this.after() };
    const found = await this.reporting.ask('reporting.bank_statement', ask);
    if (found === null) throw new ApiException(resourceMissing('bank_statement', id));
    return found;
  }

  private readonly after = () => this.seen.after(settlementTenant);
}
