// Regression: the measuring statement failed at every look, and only a warning in the log said so.
import { ManualClock } from '@ledgerway/testing';
import { Registry } from 'prom-client';
import { Installation } from '../../test/installation.js';
import { DispatcherMetrics } from '../metrics.js';
import { Backlog } from './backlog.js';

const own = () => true;
const expected = (endpointId: string) => endpointId !== 'we_closed';

describe('the backlog', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.create('backlog');
    await installation.rows(
      `insert into delivery (event_id, endpoint_id, api_version, next_at, created_at)
       select 'evt_' || endpoint, endpoint, 'v', next_at::timestamptz, now()
       from (values ('we_late', '2026-01-01T00:00:00Z'), ('we_closed', '2026-01-01T00:00:00Z'),
                    ('we_soon', '2026-01-01T00:59:58Z'), ('we_later', '2026-01-01T02:00:00Z')
            ) as one (endpoint, next_at)`,
    );
  }, 60_000);
  afterAll(() => installation.drop());

  it('counts what should have been tried by now, apart from what is only scheduled', async () => {
    const metrics = new DispatcherMetrics(
      new Registry(),
      () => 0,
      () => 0,
    );
    const clock = new ManualClock(Date.parse('2026-01-01T01:00:00Z'));
    await new Backlog(installation.owner, clock, metrics).measure(own, expected);
    const valueOf = async (gauge: { get(): Promise<{ values: { value: number }[] }> }) =>
      (await gauge.get()).values[0]?.value;
    expect(await valueOf(metrics.overdue)).toBe(1);
    expect(await valueOf(metrics.overdueOldestSeconds)).toBe(3_600);
    expect(await valueOf(metrics.scheduled)).toBe(1);
  });

  it('goes by the clock of an account whose test mode is ahead', async () => {
    await installation.rows(
      `insert into endpoint (endpoint_id, merchant_id, livemode, operation, url, enabled_events,
                             metadata, status, revision, created)
       values ('we_late', 'acct_one', false, '1', 'http://x', '{*}', '{}', 'enabled', 1, 0)`,
    );
    await installation.rows(`insert into account_clocks values ('acct_one', 7200000)`);
    const metrics = new DispatcherMetrics(
      new Registry(),
      () => 0,
      () => 0,
    );
    const clock = new ManualClock(Date.parse('2026-01-01T01:00:00Z'));
    await new Backlog(installation.owner, clock, metrics).measure(own, expected);
    // What was due at midnight by its clock was due two hours before by ours.
    expect((await metrics.overdueOldestSeconds.get()).values[0]?.value).toBe(3 * 3_600);
  });
});
