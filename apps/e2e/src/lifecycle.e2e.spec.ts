// Starting, stopping, crashing: what docs/operating.md promises of `npm start`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { eventually } from '@ledgerway/testing';
import { Deployment } from './deployment/deployment.js';

const root = resolve(import.meta.dirname, '../../..');

async function startWith(
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['apps/standalone/dist/main.js'], {
    cwd: root,
    env: {
      PATH: process.env['PATH'] ?? '',
      LEDGERWAY_PORT: '0',
      LEDGERWAY_LOG_LEVEL: 'fatal',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, output };
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('npm start', () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await Deployment.start('embedded');
  }, 120_000);
  afterAll(() => deployment?.destroy(), 60_000);

  const create = (key: string) =>
    deployment.request('POST', '/v1/charges', {
      body: 'amount=2000&currency=hkd&source=tok_visa',
      headers: { 'idempotency-key': key },
    });

  it('keeps what it acknowledged through kill -9, and gives the same bytes again', async () => {
    const before = await create('before the crash');
    const { credentials } = deployment;
    await deployment.kill();
    await deployment.start();
    expect(deployment.credentials).toEqual(credentials);
    expect(await create('before the crash')).toMatchObject({ status: 200, text: before.text });
    expect((await deployment.sdk().charges.list()).data).toHaveLength(1);
  }, 120_000);

  it('starts its database again when that is killed', async () => {
    const { database } = deployment.processes;
    process.kill(database as number, 'SIGKILL');
    await eventually(
      async () => expect((await create('after the database died')).status).toBe(200),
      {
        deadlineMs: 30_000,
      },
    );
    expect(deployment.processes['database']).not.toBe(database);
  }, 60_000);

  it('refuses a second server on the same data, in a readable line', async () => {
    const { code, output } = await startWith({ LEDGERWAY_DATA: deployment.directory });
    expect(code).toBe(1);
    expect(output.trim().split('\n')[0]).toMatch(/in use|already/i);
    expect((await create('still served')).status).toBe(200);
  }, 60_000);

  it('names every mistake of its configuration at once', async () => {
    const { code, output } = await startWith({
      LEDGERWAY_PORT: 'many',
      LEDGERWAY_PARTITIONS: '0',
      LEDGERWAY_WEBHOOK_ALLOW: 'everything',
    });
    expect(code).toBe(1);
    for (const name of ['LEDGERWAY_PORT', 'LEDGERWAY_PARTITIONS', 'LEDGERWAY_WEBHOOK_ALLOW'])
      expect(output).toContain(name);
  });

  it('answers health, and metrics in Prometheus text', async () => {
    const live = await fetch(`${deployment.base}/health/live`);
    const ready = await fetch(`${deployment.base}/health/ready`);
    expect([live.status, ready.status]).toEqual([200, 200]);
    expect(await (await fetch(`${deployment.base}/metrics`)).text()).toContain(
      'ledgerway_payments_events_total',
    );
  });

  it('stops on SIGTERM with exit code 0 and leaves no process behind', async () => {
    const pids = Object.values(deployment.processes);
    expect(await deployment.stop()).toBe(0);
    expect(pids.filter(isRunning)).toEqual([]);
  }, 60_000);

  it('refuses another partition count than that of its first start', async () => {
    const { code, output } = await startWith({
      LEDGERWAY_DATA: deployment.directory,
      LEDGERWAY_PARTITIONS: '8',
    });
    expect(code).toBe(1);
    expect(output).toContain('16 partitions');
  }, 60_000);
});
