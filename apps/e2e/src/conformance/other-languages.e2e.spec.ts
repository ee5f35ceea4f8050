// The portable core of the contract, in Python and Java.
import { Deployment } from '../deployment/deployment.js';
import { Merchant } from './merchant.js';
import { javaSdk } from './other-languages/java.js';
import { resultsOf, type Program, type Result } from './other-languages/program.js';
import { pythonSdk } from './other-languages/python.js';
import { Tally } from './tally.js';

/** The newest, one with the types of the year before, and one from before the types. */
const pythonVersions = ['16.1.0', '15.6.2', '5.0.0'];

const programs = [await javaSdk()];
for (const version of pythonVersions) programs.push(await pythonSdk(version));

// The names of the cases are only known when the programs have run, so they run before any test.
for (const { label, results } of await resultsOfAll(programs)) {
  const tally = new Tally(label);
  describe(label, () => {
    for (const { name, passed, message } of results)
      it(name, () =>
        tally.count(() => expect({ passed, message }).toEqual({ passed: true, message: null })),
      );
    afterAll(() => tally.print());
  });
}

async function resultsOfAll(all: readonly Program[]) {
  const deployment = await Deployment.start('embedded');
  try {
    const finished: { label: string; results: Result[] }[] = [];
    for (const program of all) {
      const { label } = program;
      finished.push({ label, results: await resultsOf(program, await surroundings(deployment)) });
    }
    return finished;
  } finally {
    await deployment.destroy();
  }
}

async function surroundings(deployment: Deployment): Promise<Record<string, string>> {
  const merchant = await Merchant.open(deployment);
  const { json } = await merchant.post('/v1/api_keys', {
    type: 'restricted',
    name: 'may charge but not refund',
    permissions: { charge: 'write' },
  });
  return {
    API_BASE: deployment.base,
    SECRET_KEY: merchant.keys.secret,
    PUBLISHABLE_KEY: merchant.keys.publishable,
    CHARGE_ONLY_KEY: String(json.secret),
  };
}
