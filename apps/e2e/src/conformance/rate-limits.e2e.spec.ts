// The one area that needs a server whose rates are on.
import { Deployment } from '../deployment/deployment.js';
import { rateLimits } from './areas/rate-limits.js';
import { runAreas } from './run-areas.js';
import { newestSdk } from './sdk-majors.js';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await Deployment.start('embedded', { LEDGERWAY_RATE_LIMIT: 'on' });
}, 60_000);
afterAll(() => deployment?.destroy(), 60_000);

const { label, make: makeSdk } = newestSdk;
const run = { label: `${label}, rates on`, makeSdk, reach: ['every', 'newest', 'wire'] } as const;
runAreas(run, [rateLimits], () => deployment);
