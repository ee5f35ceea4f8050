// What can happen to the one process of `npm start` and to its PostgreSQL.
import { setTimeout as delay } from 'node:timers/promises';
import {
  gatewayFailpoints,
  paymentsFailpoints,
  type Fault,
  type Faults,
  type Site,
} from './fault.js';
import { signal, untilGone } from './processes.js';

const killServer: Fault = async ({ deployment }) => {
  await deployment.kill();
  await deployment.start();
};

const killDatabase: Fault = async ({ deployment }) => {
  const pid = signal(deployment, 'database', 'SIGKILL');
  if (pid !== undefined) await untilGone(pid);
};

/** As when the power fails, except that the disk keeps what was not flushed. */
const killBoth: Fault = async ({ deployment }) => {
  signal(deployment, 'database', 'SIGKILL');
  await deployment.kill();
  await deployment.start();
};

const stopUnderLoad: Fault = async ({ deployment, note }) => {
  const code = await deployment.stop();
  if (code !== 0) note(`stopped with ${code}`);
  await deployment.start();
};

const freeze =
  (name: string): Fault =>
  async ({ deployment, random }) => {
    if (signal(deployment, name, 'SIGSTOP') === undefined) return;
    await delay(random.between(500, 2_500));
    signal(deployment, name, 'SIGCONT');
  };

/** The server dies by itself at a named place, some hits after its start, and is started again. */
const dieAt =
  (failpoint: string, mostHits: number): Fault =>
  async (site) => {
    await site.deployment.stop();
    const hit = site.random.between(Math.ceil(mostHits / 6), mostHits);
    await startArmed(site, `${failpoint}=exit@${hit}`);
    await untilGone(site.deployment.processes['standalone'] as number);
    site.note(`${failpoint} was reached for the ${hit}th time`);
    await site.deployment.start();
  };

async function startArmed({ deployment, environment }: Site, armed: string): Promise<void> {
  environment['LEDGERWAY_FAILPOINTS'] = armed;
  try {
    await deployment.start();
  } finally {
    delete environment['LEDGERWAY_FAILPOINTS'];
  }
}

export const embeddedFaults: Faults = {
  'kill standalone': killServer,
  'kill database': killDatabase,
  'kill standalone and database': killBoth,
  'stop standalone': stopUnderLoad,
  'freeze standalone': freeze('standalone'),
  'freeze database': freeze('database'),
  ...Object.fromEntries([
    ...paymentsFailpoints.map((name) => [`die at ${name}`, dieAt(name, 120)] as const),
    ...gatewayFailpoints.map((name) => [`die at ${name}`, dieAt(name, 30)] as const),
  ]),
};
