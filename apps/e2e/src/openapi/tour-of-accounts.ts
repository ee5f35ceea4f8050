// The other half of the tour: what surrounds payments.
import { eventually } from '@ledgerway/testing';
import type { Caller } from './caller.js';
import { tourSettlement } from './tour-of-settlement.js';
import type { KnownObjects } from './tour.js';

export async function tourAccounts(api: Caller, operator: Caller): Promise<KnownObjects> {
  const account = await api.get('/v1/account');
  await operator.post('/v1/accounts', { country: 'HK', default_currency: 'hkd' });
  await operator.get('/v1/accounts');
  await operator.post(`/v1/accounts/${account.id}`, { rate_limit: { reads: 500 } });
  await operator.get(`/v1/accounts/${account.id}`);
  return {
    accounts: [account.id],
    ...(await tourProjections(operator)),
    ...(await tourPayouts(api, operator, account.id)),
    ...(await tourBooks(api)),
    ...(await tourReports(api)),
    ...(await tourSettlement(api, operator)),
    ...(await tourWebhooks(api)),
    ...(await tourKeys(api)),
    ...(await tourTestClocks(api)),
  };
}

async function tourProjections(operator: Caller): Promise<KnownObjects> {
  await operator.get('/v1/projections');
  const jobs: Record<string, string[]> = {};
  for (const kind of ['rebuild', 'compare', 'rollback', 'swap']) {
    const job = await operator.post(`/v1/projections/${kind}`, { projection: 'ledger' });
    await eventually(async () => {
      const { status } = await operator.get(`/v1/projections/${kind}/${job.id}`);
      expect(status).toMatch(/succeeded|failed/);
    });
    jobs[kind] = [job.id];
  }
  await operator.post(`/v1/projections/rebuild/${jobs['rebuild']![0]}/cancel`);
  return jobs;
}

async function tourPayouts(api: Caller, operator: Caller, account: string): Promise<KnownObjects> {
  const path = `/v1/accounts/${account}`;
  const fees = { card: { percent_bps: 290, fixed: 30 }, tax_bps: 800 };
  const weekly = { interval: 'weekly', weekly_anchor: 'monday' };
  await operator.post(path, {
    fee_schedule: fees,
    settings: { payouts: { schedule: weekly } },
  });
  await operator.post(path, {
    fee_schedule: '',
    settings: { payouts: { schedule: { interval: 'manual' } } },
  });
  const sale = { amount: 50_000, currency: 'hkd', source: 'tok_bypassPending' };
  await api.post('/v1/charges', sale);
  const hkd = { amount: 100, currency: 'hkd' };
  const reserve = await operator.post(`${path}/reserves`, { ...hkd, description: 'chargebacks' });
  await operator.get(`${path}/reserves`);
  await operator.post(`${path}/reserves/${reserve.id}/release`, { amount: 40 });
  await operator.post(`${path}/reserves/${reserve.id}/release`);
  const conversion = { amount: 7800, from: 'hkd', to: 'usd', rate: '0.1282', margin_bps: 50 };
  await operator.post(`${path}/conversions`, conversion);
  const [paid, canceled, failed] = [
    await api.post('/v1/payouts', { ...hkd, description: 'rent', metadata: { week: '1' } }),
    await api.post('/v1/payouts', hkd),
    await api.post('/v1/payouts', hkd),
  ];
  await api.post('/v1/payouts', { ...hkd, amount: 90_000_000 });
  await api.post(`/v1/payouts/${canceled.id}/cancel`);
  await api.post(`/v1/test_helpers/payouts/${failed.id}/fail`, { failure_code: 'no_account' });
  await api.post(`/v1/payouts/${paid.id}`, { metadata: { week: '2' } });
  await api.post('/v1/test_helpers/clock/advance', { seconds: 4 * 86_400 });
  await api.get(`/v1/payouts/${paid.id}?expand[]=balance_transaction`);
  const reversal = await api.post(`/v1/payouts/${paid.id}/reverse`);
  await api.get('/v1/payouts?limit=100&expand[]=data.balance_transaction');
  return { payouts: [paid.id, canceled.id, reversal.id], reserves: [reserve.id] };
}

async function tourBooks(api: Caller): Promise<KnownObjects> {
  const { data: rows } = await api.get('/v1/balance_transactions?limit=100&expand[]=data.source');
  await api.get(`/v1/balance_transactions/${rows[0].id}`);
  await api.get('/v1/balance');
  const { data: entries } = await api.get('/v1/ledger/entries?limit=100');
  const names: string[] = entries.flatMap(({ postings }: { postings: { account: string }[] }) =>
    postings.map(({ account }) => account),
  );
  const own = names.find((name) => name.startsWith('merchant_'));
  await api.get(`/v1/ledger/balances?account=${own}&as_of=2026-01-01T00:00:00Z&by=effective`);
  await api.get(`/v1/ledger/balances?account=${own}`);
  await api.get('/v1/ledger/export?format=hledger');
  await api.get('/v1/ledger/export?format=csv&timezone=Asia/Hong_Kong');
  const { data: events } = await api.get('/v1/events?limit=100');
  await api.get(`/v1/events/${events[0].id}`);
  const request = await eventually(async () => {
    const { data } = await api.get('/v1/request_logs?limit=100&status=4xx');
    expect(data.length).toBeGreaterThan(0);
    return data[0] as { id: string };
  });
  await api.get(`/v1/request_logs/${request.id}`);
  return {
    balance_transactions: rows.map((row: { id: string }) => row.id),
    events: events.map((event: { id: string }) => event.id),
    request_logs: [request.id],
  };
}

async function tourReports(api: Caller): Promise<KnownObjects> {
  await api.get('/v1/reporting/report_types');
  await api.get('/v1/reporting/report_types/balance.summary.1');
  const run = await api.post('/v1/reporting/report_runs', {
    report_type: 'balance_change_from_activity.itemized.1',
    parameters: { timezone: 'Asia/Hong_Kong', columns: ['net', 'currency'] },
  });
  const helper = '/v1/test_helpers/reporting/report_runs';
  await api.post(helper, { report_type: 'balance.summary.1', outcome: 'failed' });
  const ended = await eventually(async () => {
    const { data } = await api.get('/v1/reporting/report_runs?limit=100');
    for (const { status } of data) expect(status).not.toBe('pending');
    return api.get(`/v1/reporting/report_runs/${run.id}`);
  });
  await api.get(`/v1/files/${ended.result.id}`);
  await api.get(`/v1/files/${ended.result.id}/contents`);
  return { report_runs: [run.id], files: [ended.result.id] };
}

async function tourWebhooks(api: Caller): Promise<KnownObjects> {
  const url = 'https://shop.example/hook';
  const endpoint = await api.post('/v1/webhook_endpoints', { url, enabled_events: ['*'] });
  const doomed = await api.post('/v1/webhook_endpoints', { url, enabled_events: ['*'] });
  await api.post(`/v1/webhook_endpoints/${endpoint.id}`, { disabled: true });
  await api.get(`/v1/webhook_endpoints/${endpoint.id}`);
  await api.get('/v1/webhook_endpoints');
  await api.delete(`/v1/webhook_endpoints/${doomed.id}`);
  await api.post(`/v1/webhook_endpoints/${endpoint.id}`, { disabled: false });
  return { webhook_endpoints: [endpoint.id], ...(await tourDeliveries(api, endpoint.id)) };
}

async function tourDeliveries(api: Caller, endpointId: string): Promise<KnownObjects> {
  const endpoint = `/v1/webhook_endpoints/${endpointId}`;
  await api.post(`${endpoint}/roll_secret`, { expires_in: 60 });
  const delivery = await api.post(`${endpoint}/test`);
  await api.get(`${endpoint}/deliveries`);
  await api.get(`/v1/webhook_deliveries/${delivery.id}`);
  // Refused while it is under way.
  await eventually(async () =>
    expect(await api.post(`/v1/webhook_deliveries/${delivery.id}/cancel`)).toMatchObject({
      object: 'webhook_delivery',
    }),
  );
  const { data: events } = await api.get('/v1/events?limit=1');
  await api.post(`/v1/events/${events[0].id}/resend`, { webhook_endpoint: endpointId });
  await api.get(`/v1/events/${events[0].id}/deliveries`);
  await api.post(`${endpoint}/recover`, { since: 0, dry_run: true });
  const job = await api.post(`${endpoint}/replay`, { since: 0, types: ['charge.failed'] });
  await api.get(`/v1/webhook_jobs/${job.id}`);
  await api.post(`/v1/webhook_jobs/${job.id}/cancel`);
  return { webhook_deliveries: [delivery.id], webhook_jobs: [job.id] };
}

/** None of the ids is that of the key in use: it has to last. */
async function tourKeys(api: Caller): Promise<KnownObjects> {
  const key = await api.post('/v1/api_keys', {
    type: 'restricted',
    name: 'reads charges',
    permissions: { charge: 'read' },
  });
  const doomed = await api.post('/v1/api_keys', { type: 'publishable' });
  await api.post(`/v1/api_keys/${key.id}/roll`, { overlap_seconds: 60 });
  await api.get(`/v1/api_keys/${key.id}`);
  await api.get('/v1/api_keys');
  await api.delete(`/v1/api_keys/${doomed.id}`);
  await api.with(key.secret).post('/v1/refunds', { charge: 'ch_1' });
  const client = await api.post('/v1/oauth_clients', { scopes: ['charge:read'] });
  const gone = await api.post('/v1/oauth_clients', { scopes: ['charge:read'] });
  const secret = { client_id: client.client_id, client_secret: client.client_secret };
  const granted = { grant_type: 'client_credentials', ...secret };
  const { access_token: token } = await api.post('/oauth/token', granted);
  await api.post('/oauth/introspect', { token, ...secret });
  await api.post('/oauth/revoke', { token, ...secret });
  await api.post('/oauth/token', { ...granted, client_secret: 'wrong' });
  await api.get(`/v1/oauth_clients/${client.id}`);
  await api.get('/v1/oauth_clients');
  await api.delete(`/v1/oauth_clients/${gone.id}`);
  await api.get('/v1/client_certificates');
  return { api_keys: [key.id], oauth_clients: [client.id] };
}

async function tourTestClocks(api: Caller): Promise<KnownObjects> {
  const helpers = '/v1/test_helpers';
  const now = Math.floor(Date.now() / 1000);
  const clock = await api.post(`${helpers}/test_clocks`, { frozen_time: now + 60 });
  await api.get(`${helpers}/test_clocks/${clock.id}`);
  await api.get(`${helpers}/test_clocks`);
  await api.post(`${helpers}/test_clocks/${clock.id}/advance`, { frozen_time: now + 3600 });
  await api.delete(`${helpers}/test_clocks/${clock.id}`);
  await api.post(`${helpers}/clock/advance`, { seconds: 60 });
  await api.post(`${helpers}/acquirer`, { fail: 'none', count: 1 });
  return { test_clocks: [clock.id] };
}
