// Reports through crashes of the server that makes them, and as the command line fetches them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@ledgerway/testing';
import { parse } from 'csv-parse/sync';
import { untilGone } from './crash/faults/processes.js';
import { Deployment } from './deployment/deployment.js';

const report_type = 'balance_change_from_activity.itemized.1';
const sale = { amount: 2000, currency: 'hkd', source: 'tok_visa' };

const environment: Record<string, string> = { LEDGERWAY_PARTITIONS: '2' };
let deployment: Deployment;
beforeAll(async () => {
  deployment = await Deployment.start('embedded', environment);
}, 180_000);
afterAll(() => deployment?.destroy(), 60_000);

const eventsOf = async (id: string) =>
  (await deployment.sdk().events.list({ limit: 100 })).data.filter(
    ({ type, data }) => type.startsWith('reporting.') && (data.object as { id: string }).id === id,
  );

describe('a server that dies', () => {
  it.each([
    ['while it writes the file', 'reporting.report-part'],
    ['when it has told the end of the run, and not noted that', 'reporting.report-announced'],
  ])(
    '%s, makes the report after its next start, and tells of it once',
    async (_, failpoint) => {
      await deployment.sdk().charges.create(sale);
      await deployment.stop();
      environment['LEDGERWAY_FAILPOINTS'] = `${failpoint}=exit`;
      await deployment.start();
      delete environment['LEDGERWAY_FAILPOINTS'];
      const asked = {
        body: `report_type=${report_type}`,
        headers: { 'idempotency-key': failpoint },
      };
      const ask = () => deployment.request('POST', '/v1/reporting/report_runs', asked);
      await ask().catch(() => undefined); // The answer may have died with the server.
      await untilGone(deployment.processes['standalone'] as number);
      await deployment.start();
      const { id } = (await ask()).json as { id: string };
      const run = await eventually(async () => {
        const found = await deployment.sdk().reporting.reportRuns.retrieve(id);
        expect(found.status).toBe('succeeded');
        return found;
      });
      const file = await deployment.request('GET', new URL(run.result!.url!).pathname);
      const rows = (await deployment.sdk().balanceTransactions.list({ limit: 100 })).data;
      expect(parse(file.text, { columns: true })).toHaveLength(rows.length);
      await eventually(async () => expect(await eventsOf(id)).toHaveLength(1));
      // What was told twice would be there by the time that a later event is.
      const { id: later } = await deployment.sdk().reporting.reportRuns.create({ report_type });
      await eventually(async () => expect(await eventsOf(later)).toHaveLength(1));
      expect(await eventsOf(id)).toHaveLength(1);
    },
    120_000,
  );
});

it('is fetched by the command line', async () => {
  const output = join(deployment.directory, 'activity.csv');
  const columns = ['reports', 'run', report_type, '--columns', 'net,currency', '-o', output];
  expect(await deployment.ledgerway(...columns)).toMatchObject({ code: 0 });
  expect(readFileSync(output, 'utf8')).toMatch(/^net,currency\n20\.00,hkd\n/);
  const backwards = ['--interval', '2026-01-02..2026-01-01'];
  const refused = await deployment.ledgerway('reports', 'run', report_type, ...backwards);
  expect(refused).toMatchObject({ code: 2 });
  const unknown = await deployment.ledgerway('reports', 'run', 'nothing.1');
  expect(unknown).toMatchObject({ code: 3, output: expect.stringContaining('nothing.1') });
}, 60_000);
