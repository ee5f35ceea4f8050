import { ExpandParams, ProjectionParams, RebuildProjectionParams } from '@ledgerway/contracts';
import { operation, type Operation } from '../operation.js';

const job = (summary: string) => operation(summary, ExpandParams, 'projection_job');
const start = (summary: string) => operation(summary, ProjectionParams, 'projection_job');

export const projectionOperations: Readonly<Record<string, Operation>> = {
  'GET /v1/projections': operation(
    'Retrieve where the read models stand',
    ExpandParams,
    'projection',
  ),
  'POST /v1/projections/rebuild': operation(
    'Build the read models anew and swap them in',
    RebuildProjectionParams,
    'projection_job',
  ),
  'POST /v1/projections/compare': start('Compare both versions of the read models'),
  'POST /v1/projections/swap': start('Swap a rebuilt version in'),
  'POST /v1/projections/rollback': start('Go back to the version before'),
  'GET /v1/projections/rebuild/{id}': job('Retrieve a rebuild'),
  'GET /v1/projections/compare/{id}': job('Retrieve a comparison'),
  'GET /v1/projections/swap/{id}': job('Retrieve a swap'),
  'GET /v1/projections/rollback/{id}': job('Retrieve a rollback'),
  'POST /v1/projections/rebuild/{id}/cancel': job('Stop a rebuild'),
};
