import type { ProjectionJobJson, ProjectionQueries } from '@ledgerway/contracts';
import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

type Ask = ProjectionQueries['reporting.projection_job.create']['ask'];

const jobs = new Map<string, ProjectionJobJson>();
const asked: Ask[] = [];
let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
  const find = ({ kind, id }: { kind: string; id: string }) => {
    const job = jobs.get(id);
    return job?.kind === kind ? job : null;
  };
  Object.assign(gateway.reporting.handlers, {
    'reporting.projection': () => ({
      ...{ version: 2, standbyVersion: 1, standbyState: 'kept' },
      partitions: [{ partition: 0, head: '9', live: '7', standby: '4' }],
    }),
    'reporting.projection_job.create': (ask: Ask) => {
      const open = [...jobs.values()].find(({ status }) => status === 'running');
      if (open !== undefined) return { refused: 'busy', id: open.id };
      asked.push(ask);
      const id = `pj_${jobs.size + 1}`;
      const progress = { done: '5', total: '20', perSecond: 10, etaSeconds: 2 };
      const made = { id, kind: ask.kind, status: 'running', progress, created: 1 } as const;
      jobs.set(id, { ...made, comparison: null, failure: null });
      return jobs.get(id);
    },
    'reporting.projection_job': find,
    'reporting.projection_job.cancel': (ask: { kind: string; id: string }) => {
      const job = find(ask);
      return job === null ? null : { ...job, status: 'canceled' };
    },
  });
});
beforeEach(() => jobs.clear());
afterAll(() => gateway?.stop());

const asOperator = (method: string, path: string, body?: string) =>
  gateway.call(method, `/v1/projections${path}`, {
    key: gateway.credentials.operator_key,
    ...(body === undefined ? {} : { body }),
  });

describe('the projections', () => {
  it('show which version is live and how far it is behind', async () => {
    expect((await asOperator('GET', '')).json).toEqual({
      object: 'projection',
      name: 'ledger',
      version: 2,
      standby_state: 'kept',
      standby_version: 1,
      partitions: [{ partition: 0, head: 9, position: 7, lag: 2, standby_position: 4 }],
    });
  });

  it('are rebuilt by a job with progress, as fast as the operator allows', async () => {
    const body = 'projection=ledger&rate=500&parallel=2&swap=false';
    const { json } = await asOperator('POST', '/rebuild', body);
    expect(asked.at(-1)).toMatchObject({
      kind: 'rebuild',
      options: { rate: 500, parallel: 2, swap: false },
    });
    expect(json).toMatchObject({
      ...{ object: 'projection_job', kind: 'rebuild', status: 'running', projection: 'ledger' },
      progress: { events_done: 5, events_total: 20, events_per_second: 10, eta_seconds: 2 },
    });
    const path = `/rebuild/${json.id}`;
    expect((await asOperator('GET', path)).json).toEqual(json);
    expect((await asOperator('POST', `${path}/cancel`)).json).toMatchObject({ status: 'canceled' });
    expect((await asOperator('GET', `/swap/${json.id}`)).status).toBe(404);
    expect((await asOperator('POST', '/rebuild/pj_no/cancel')).status).toBe(404);
  });

  it.each(['compare', 'swap', 'rollback'])('take %s as a job, one at a time', async (kind) => {
    const { json } = await asOperator('POST', `/${kind}`, 'projection=all');
    expect((await asOperator('GET', `/${kind}/${json.id}`)).json).toMatchObject({ kind });
    const busy = await asOperator('POST', `/${kind}`, 'projection=all');
    expect(busy).toMatchObject({ status: 400 });
    expect(busy.json.error.message).toContain(json.id);
  });

  it.each([
    ['no projection', ''],
    ['one that does not exist', 'projection=charges'],
    ['a rate of nothing', 'projection=ledger&rate=0'],
    ['too many partitions at a time', 'projection=ledger&parallel=17'],
    ['what it does not know', 'projection=ledger&fast=true'],
  ])('refuse a rebuild of %s', async (_what, body) => {
    expect((await asOperator('POST', '/rebuild', body)).status).toBe(400);
    expect(jobs.size).toBe(0);
  });

  it('are nothing that a merchant may touch', async () => {
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/rebuild'],
      ['POST', '/rollback'],
    ] as const)
      expect((await gateway.call(method, `/v1/projections${path}`)).status).toBe(403);
  });
});
