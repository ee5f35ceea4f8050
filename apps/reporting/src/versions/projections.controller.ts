// What operators ask of the read models as a whole.
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { ProjectionQueries, ProjectionStatusJson } from '@ledgerway/contracts';
import { positionsOf, type TwoVersions } from './build.js';
import type { JobRunner } from './job-runner.js';
import type { VersionJobs } from './jobs.js';
import { readVersions } from './versions.js';

type Pattern = keyof ProjectionQueries;
type Ask<P extends Pattern> = ProjectionQueries[P]['ask'];
type Answer<P extends Pattern> = Promise<ProjectionQueries[P]['answer']>;

/** A pattern that is not in the contract does not compile. */
const Answers = (pattern: Pattern) => MessagePattern(pattern);

export type ProjectionsSide = {
  readonly versions: TwoVersions;
  readonly jobs: VersionJobs;
  readonly runner: JobRunner;
};
export const projectionsSide = Symbol('projections side');

@Controller()
export class ProjectionsController {
  constructor(@Inject(projectionsSide) private readonly side: ProjectionsSide) {}

  @Answers('reporting.projection')
  status(): Answer<'reporting.projection'> {
    return readStatus(this.side.versions);
  }

  @Answers('reporting.projection_job.create')
  async create(
    @Payload() ask: Ask<'reporting.projection_job.create'>,
  ): Answer<'reporting.projection_job.create'> {
    const made = await this.side.jobs.create(ask);
    this.side.runner.wake();
    return made;
  }

  @Answers('reporting.projection_job')
  async job(
    @Payload() { kind, id }: Ask<'reporting.projection_job'>,
  ): Answer<'reporting.projection_job'> {
    const found = await this.side.jobs.find(id);
    return found?.kind === kind ? found : null;
  }

  @Answers('reporting.projection_job.cancel')
  async cancel(
    @Payload() ask: Ask<'reporting.projection_job.cancel'>,
  ): Answer<'reporting.projection_job.cancel'> {
    const found = await this.job(ask);
    return found === null ? null : this.side.jobs.cancel(ask.id);
  }
}

async function readStatus({ live, standby, reader }: TwoVersions): Promise<ProjectionStatusJson> {
  const versions = await readVersions(live.pool);
  const ofLive = await positionsOf(live);
  const ofStandby = versions.standby === null ? new Map() : await positionsOf(standby);
  const heads = await reader.heads();
  return {
    version: versions.live,
    standbyVersion: versions.standby,
    standbyState: versions.state,
    partitions: heads.map(({ partition, position }) => ({
      partition,
      head: String(position),
      live: String(ofLive.get(partition) ?? 0n),
      standby: ofStandby.has(partition) ? String(ofStandby.get(partition)) : null,
    })),
  };
}
