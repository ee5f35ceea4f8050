// A short flood in every test run; `npm run fuzz` is the long one.
import { Deployment } from '../deployment/deployment.js';
import { runFuzz } from './fuzz/campaign.js';
import { routes } from './routes.js';

const seed = 20_261_123;
const count = 2_000;

let deployment: Deployment;
beforeAll(async () => {
  deployment = await Deployment.start('embedded');
}, 60_000);
afterAll(() => deployment?.destroy(), 60_000);

describe('random requests', () => {
  it('go to every route that the published description has', async () => {
    const { json } = await deployment.request('GET', '/v1/openapi.json');
    const { paths } = json as { paths: Record<string, object> };
    const published = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => ({ method: method.toUpperCase(), path })),
    );
    const missing = published.filter(({ method, path }) => {
      const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
      return !routes.some((route) => route.method === method && pattern.test(route.path));
    });
    expect(published.length).toBeGreaterThan(50);
    expect(missing).toEqual([]);
  });

  it(`are answered in the contract's shape, soon, and with one's own only (seed ${seed})`, async () => {
    const { requests, faults, byStatus } = await runFuzz(deployment, { seed, count });
    expect(faults).toEqual([]);
    expect(requests).toBe(count);
    // The requests must get past the door, or nothing behind it was tried.
    expect(byStatus['200']).toBeGreaterThan(count / 10);
  }, 120_000);

  it('leave every invariant standing', async () => {
    const { code, output } = await deployment.ledgerway('verify');
    expect({ code, output }).toMatchObject({ code: 0 });
  }, 60_000);
});
