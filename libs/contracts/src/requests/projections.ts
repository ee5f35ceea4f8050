// Parameters of what operators do with the read models.
import { projectionNames, type ProjectionName } from '../queries/projections.js';
import { ExpandParams } from './lists.js';
import { Flag, Integer, OneOf } from './parameters.js';

export class ProjectionParams extends ExpandParams {
  @OneOf(projectionNames, { required: true }) projection!: ProjectionName;
}

export class RebuildProjectionParams extends ProjectionParams {
  /** Events per second, at most. */
  @Integer({ min: 1, max: 1_000_000 }) rate?: number;
  /** How many partitions at the same time. */
  @Integer({ min: 1, max: 16 }) parallel?: number;
  /** False: the rebuilt version stays beside the live one until it is swapped in. */
  @Flag() swap?: boolean;
}
