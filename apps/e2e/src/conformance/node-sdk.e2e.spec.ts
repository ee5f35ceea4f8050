// Every statement of the public contract, through the newest SDK for Node or on the wire.
import { Deployment } from '../deployment/deployment.js';
import { allAreas } from './areas/all-areas.js';
import { runAreas } from './run-areas.js';
import { newestSdk } from './sdk-majors.js';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await Deployment.start('embedded');
}, 60_000);
afterAll(() => deployment?.destroy(), 60_000);

const { label, make } = newestSdk;
runAreas({ label, makeSdk: make, reach: ['every', 'newest', 'wire'] }, allAreas, () => deployment);
