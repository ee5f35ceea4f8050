// Shops do not update their SDK every year: the same statements through older majors.
import { Deployment } from '../deployment/deployment.js';
import { allAreas } from './areas/all-areas.js';
import { runAreas } from './run-areas.js';
import { olderMajors } from './sdk-majors.js';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await Deployment.start('embedded');
}, 60_000);
afterAll(() => deployment?.destroy(), 60_000);

for (const { label, make } of olderMajors)
  runAreas({ label, makeSdk: make, reach: ['every'] }, allAreas, () => deployment);
