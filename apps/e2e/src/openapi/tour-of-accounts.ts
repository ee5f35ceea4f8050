// The other half of the tour: what surrounds payments.
import { eventually } from '@ledgerway/testing';
import type { Caller } from './caller.js';
import type { KnownObjects } from './tour.js';

export async function tourAccounts(api: Caller, operator: Caller): Promise<KnownObjects> {
  const account = await api.get('/v1/account');
  await operator.post('/v1/accounts', { country: 'HK', default_currency: 'hkd' });
  await operator.get('/v1/accounts');
  await operator.post(`/v1/accounts/${account.id}`, { rate_limit: { reads: 500 } });
  await operator.get(`/v1/accounts/${account.id}`);
  return {
    accounts: [account.id],
    ...(await tourBooks(api)),
    ...(await tourWebhooks(api)),
    ...(await tourKeys(api)),
    ...(await tourTestClocks(api)),
  };
}

async function tourBooks(api: Caller): Promise<KnownObjects> {
  const { data: rows } = await api.get('/v1/balance_transactions?limit=100&expand[]=data.source');
  await api.get(`/v1/balance_transactions/${rows[0].id}`);
  await api.get('/v1/balance');
  await api.get('/v1/ledger/entries?limit=100');
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
