import { Controller, Get, Param, Post, Req } from '@nestjs/common';
import {
  ExpandParams,
  invalidRequest,
  ProjectionParams,
  RebuildProjectionParams,
  renderProjection,
  renderProjectionJob,
  resourceMissing,
  type ProjectionJobJson,
  type ProjectionJobKind,
  type ProjectionJobOptions,
} from '@ledgerway/contracts';
import { OperatorOnly } from '../auth/permissions.js';
import { ApiException, ok } from '../edge/answer.js';
import type { ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { checkNothingExpanded } from '../expand/expandable.js';
import { IdempotentPosts } from '../idempotency/idempotent-posts.js';
import { ReportingClient } from '../queries/query-client.js';

/** The read models as a whole: rebuilt, compared, swapped and rolled back by whoever operates. */
@Controller('v1/projections')
export class ProjectionsController {
  constructor(
    private readonly posts: IdempotentPosts,
    private readonly reporting: ReportingClient,
  ) {}

  @Get()
  @OperatorOnly()
  async status(@Req() request: ApiRequest) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    return ok(renderProjection(await this.reporting.ask('reporting.projection', {})));
  }

  @Post('rebuild')
  @OperatorOnly()
  rebuild(@Req() request: ApiRequest) {
    const { rate, parallel, swap, expand } = paramsOf(request, RebuildProjectionParams);
    checkNothingExpanded(expand);
    return this.startJob(request, 'rebuild', {
      ...(rate !== undefined && { rate }),
      ...(parallel !== undefined && { parallel }),
      ...(swap !== undefined && { swap }),
    });
  }

  @Post('compare')
  @OperatorOnly()
  compare(@Req() request: ApiRequest) {
    checkNothingExpanded(paramsOf(request, ProjectionParams).expand);
    return this.startJob(request, 'compare');
  }

  @Post('swap')
  @OperatorOnly()
  swap(@Req() request: ApiRequest) {
    checkNothingExpanded(paramsOf(request, ProjectionParams).expand);
    return this.startJob(request, 'swap');
  }

  @Post('rollback')
  @OperatorOnly()
  rollback(@Req() request: ApiRequest) {
    checkNothingExpanded(paramsOf(request, ProjectionParams).expand);
    return this.startJob(request, 'rollback');
  }

  @Get('rebuild/:id')
  @OperatorOnly()
  rebuildJob(@Req() request: ApiRequest, @Param('id') id: string) {
    return this.job(request, 'rebuild', id);
  }

  @Get('compare/:id')
  @OperatorOnly()
  compareJob(@Req() request: ApiRequest, @Param('id') id: string) {
    return this.job(request, 'compare', id);
  }

  @Get('swap/:id')
  @OperatorOnly()
  swapJob(@Req() request: ApiRequest, @Param('id') id: string) {
    return this.job(request, 'swap', id);
  }

  @Get('rollback/:id')
  @OperatorOnly()
  rollbackJob(@Req() request: ApiRequest, @Param('id') id: string) {
    return this.job(request, 'rollback', id);
  }

  /** A job that has ended stays as it ended. */
  @Post('rebuild/:id/cancel')
  @OperatorOnly()
  cancel(@Req() request: ApiRequest, @Param('id') id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    return this.posts.run(request, async () =>
      found(
        id,
        await this.reporting.ask('reporting.projection_job.cancel', { kind: 'rebuild', id }),
      ),
    );
  }

  private startJob(
    request: ApiRequest,
    kind: ProjectionJobKind,
    options: ProjectionJobOptions = {},
  ) {
    return this.posts.run(request, async (operation) => {
      const operationKey = operation.commandId();
      const asked = { kind, options, operationKey };
      const made = await this.reporting.ask('reporting.projection_job.create', asked);
      if ('refused' in made) throw new ApiException(busy(made.id));
      return ok(renderProjectionJob(made));
    });
  }

  private async job(request: ApiRequest, kind: ProjectionJobKind, id: string) {
    checkNothingExpanded(paramsOf(request, ExpandParams).expand);
    return found(id, await this.reporting.ask('reporting.projection_job', { kind, id }));
  }
}

function found(id: string, job: ProjectionJobJson | null) {
  if (job === null) throw new ApiException(resourceMissing('projection job', id));
  return ok(renderProjectionJob(job));
}

const busy = (id: string) =>
  invalidRequest(`The job ${id} on the projections has not ended yet: only one runs at a time.`);
