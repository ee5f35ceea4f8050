// The API against its own description: on a tour of its objects, and on requests made up from it.
import { Merchant } from './conformance/merchant.js';
import { Deployment } from './deployment/deployment.js';
import { Caller } from './openapi/caller.js';
import { DescribedApi } from './openapi/described-api.js';
import { runSchemathesis } from './openapi/schemathesis.js';
import { tourAccounts } from './openapi/tour-of-accounts.js';
import { tourPayments, type KnownObjects } from './openapi/tour.js';

let deployment: Deployment;
let merchant: Merchant;
let api: DescribedApi;
let known: KnownObjects;
beforeAll(async () => {
  deployment = await Deployment.start('embedded');
  merchant = await Merchant.open(deployment);
  api = await DescribedApi.of(deployment);
}, 120_000);
afterAll(() => deployment?.destroy(), 60_000);

/** What takes a certificate, or only tells of itself. */
const notOnTour = /client_certificates|openapi\.json/;

it('answers as it describes itself, whatever the object', async () => {
  const caller = new Caller(deployment, api, merchant.keys.secret);
  const operator = caller.with(deployment.credentials.operator_key);
  known = {
    ...(await tourPayments(caller, merchant.keys)),
    ...(await tourAccounts(caller, operator)),
  };
  expect([...new Set(caller.complaints)]).toEqual([]);
  const missed = api.signatures.filter((one) => !api.seen.has(one) && !notOnTour.test(one));
  expect(missed).toEqual([]);
}, 60_000);

it('answers as it describes itself, whatever is asked', async () => {
  const { report, passed, requests } = await runSchemathesis({
    base: deployment.base,
    secretKey: merchant.keys.secret,
    operatorKey: deployment.credentials.operator_key,
    known,
    examples: 16,
    seed: 4,
  });
  if (!passed) throw new Error(report);
  expect(requests).toBeGreaterThan(api.signatures.length);
}, 180_000);
