import { Readable } from 'node:stream';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ExpandParams, type ReportFormat } from '@ledgerway/contracts';
import type { FastifyReply } from 'fastify';
import { Needs } from '../auth/permissions.js';
import { ok } from '../edge/answer.js';
import { tenantOf, type ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { ReportRuns } from './report-runs.js';

const mediaTypes: Readonly<Record<ReportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** The files that reports are. Whoever may read reports may fetch them, with a key of the account. */
@Controller('v1/files')
export class FilesController {
  constructor(private readonly runs: ReportRuns) {}

  @Get(':id')
  @Needs('report')
  async retrieve(@Req() request: ApiRequest, @Param('id') id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    return ok(this.runs.renderedFile(await this.runs.findFile(tenantOf(request), id)));
  }

  /** A download that breaks off is shorter than its length says. */
  @Get(':id/contents')
  @Needs('report')
  async contents(
    @Req() request: ApiRequest,
    @Res() reply: FastifyReply,
    @Param('id') id: string,
  ): Promise<void> {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    const tenant = tenantOf(request);
    const { name, size, format } = await this.runs.findFile(tenant, id);
    await reply
      .headers({
        'content-disposition': `attachment; filename="${name}"`,
        'content-length': size,
      })
      .type(mediaTypes[format])
      .send(Readable.from(this.runs.textOf(tenant, id)));
  }
}
