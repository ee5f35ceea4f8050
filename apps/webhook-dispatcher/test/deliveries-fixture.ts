// What the specs of deliveries share: a fresh installation, a merchant's server and a written log for
// each test, and the words for what they do with them.
import { eventually, HttpSink } from '@ledgerway/testing';
import { Installation, type Process } from './installation.js';
import { WrittenLog } from './written-log.js';

export let installation: Installation;
export let sink: HttpSink;
export let log: WrittenLog;

async function begin(): Promise<void> {
  installation = await Installation.create('deliveries');
  log = new WrittenLog();
}

/** Within a test: what was measured on one installation is measured again on another. */
export async function beginAnew(): Promise<void> {
  await installation.drop();
  await begin();
}

/** To be called once by a spec file. */
export function freshInstallationForEachTest(): void {
  beforeEach(async () => {
    await begin();
    sink = await HttpSink.start();
  });
  afterEach(async () => {
    await sink.close();
    await installation.drop();
  });
}

export const attemptsOf = () =>
  installation.rows<{
    n: number;
    status: number | null;
    error_code: string | null;
    response: Buffer;
  }>('select n, status, error_code, response from attempt order by started_at, n');

export const done = (outcome: string) =>
  installation.count('delivery_done', `outcome = '${outcome}'`);

export const allDone = (count: number) =>
  eventually(async () => {
    expect(await installation.count('delivery')).toBe(0);
    expect(await installation.count('delivery_done')).toBe(count);
  });

export async function take(process: Process, events: number): Promise<void> {
  const first = log.events.length + 1;
  for (let i = 0; i < events; i++) log.authorize();
  await process.ingest.handle(log.batch(first));
}

export async function sending(
  settings: Parameters<Installation['process']>[0] = {},
): Promise<Process> {
  const process = await installation.process(settings);
  process.startDeliveries();
  return process;
}
