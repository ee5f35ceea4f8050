// Declares cases as tests, and says at the end how many there were and how many passed.
import type { Deployment } from '../deployment/deployment.js';
import type { Area, Case } from './case.js';
import { expectNoFurtherEvents } from './events.js';
import { Merchant, type SdkMaker } from './merchant.js';
import { Tally } from './tally.js';

export type Run = {
  /** The SDK and its version, as the count is printed. */
  readonly label: string;
  readonly makeSdk: SdkMaker;
  readonly reach: readonly Case['reach'][];
};

export function runAreas(
  { label, makeSdk, reach }: Run,
  areas: readonly Area[],
  deployment: () => Deployment,
): void {
  const tally = new Tally(label);
  describe(label, () => {
    for (const { name, cases } of areas) {
      const chosen = cases.filter((one) => reach.includes(one.reach));
      if (chosen.length === 0) continue;
      describe(name, () => {
        let merchant: Merchant;
        beforeAll(async () => {
          merchant = await Merchant.open(deployment(), makeSdk);
        });
        for (const { name: statement, run } of chosen) {
          it(statement, () => tally.count(() => run(merchant)));
        }
        it('tells of nothing late and nothing twice', () => expectNoFurtherEvents(merchant));
      });
    }
    afterAll(() => tally.print());
  });
}
