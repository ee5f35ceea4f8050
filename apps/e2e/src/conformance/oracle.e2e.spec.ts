// A differential test: the same steps on an independent implementation of the legacy charges.
import { Deployment } from '../deployment/deployment.js';
import { Merchant } from './merchant.js';
import { mistakes } from './oracle/comparison.js';
import { compareOn } from './oracle/run-steps.js';
import { Oracle } from './oracle/stateful-mock.js';

const seeds = [1, 2];
const steps = 400;

let deployment: Deployment;
let oracle: Oracle;
beforeAll(async () => {
  oracle = await Oracle.start();
  deployment = await Deployment.start('embedded');
}, 60_000);
afterAll(async () => {
  await deployment?.destroy();
  await oracle?.stop();
}, 60_000);

describe('legacy charges and refunds', () => {
  const met = new Set<string>();

  it.each(seeds)('are as the oracle has them wherever it is right (seed %i)', async (seed) => {
    const merchant = await Merchant.open(deployment);
    const { excused, disagreements } = await compareOn(merchant, oracle, { seed, steps });
    expect(disagreements).toEqual([]);
    for (const because of Object.keys(excused)) met.add(because);
  });

  it('meet every mistake of the oracle that is listed, so that none is listed in vain', () => {
    expect([...met].sort()).toEqual(mistakes.map(({ because }) => because).sort());
  });
});
