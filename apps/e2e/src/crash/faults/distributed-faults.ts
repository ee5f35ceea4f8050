// What can happen to the processes of `npm run services`, to their database and to their broker.
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@ledgerway/testing';
import { queryDatabase } from '../oracle/database.js';
import { paymentsFailpoints, type Fault, type Faults, type Site } from './fault.js';
import { signal, untilGone } from './processes.js';
import { SecondPayments } from './second-payments.js';

const services = ['api-gateway', 'payments', 'webhook-dispatcher', 'reporting', 'vault'] as const;
const everything = [...services, 'database', 'broker'] as const;

const takeoverDeadlineMs = 60_000;
const fallDeadlineMs = 30_000;
const ownersSql = 'select distinct owner from payments.heads';

const kill =
  (...names: string[]): Fault =>
  async ({ deployment, note }) => {
    const killed = names.map((name) => [name, signal(deployment, name, 'SIGKILL')] as const);
    for (const [name, pid] of killed) {
      if (pid === undefined) note(`${name} was down already`);
      else await untilGone(pid);
    }
  };

const freeze =
  (name: string): Fault =>
  async ({ deployment, random }) => {
    if (signal(deployment, name, 'SIGSTOP') === undefined) return;
    await delay(random.between(500, 2_500));
    signal(deployment, name, 'SIGCONT');
  };

const killTwo: Fault = async (site) => {
  const first = site.random.pick(everything);
  const others = everything.filter((name) => name !== first);
  const second = site.random.pick(others);
  site.note(`these two: ${first}, ${second}`);
  await kill(first, second)(site);
};

/**
 * The owner of partitions freezes until another process has taken all of them over, and wakes up in
 * the middle of its work, believing that it still owns them.
 */
const zombie: Fault = async (site) => {
  const second = await SecondPayments.start(site);
  try {
    if (signal(site.deployment, 'payments', 'SIGSTOP') === undefined) return;
    await eventually(() => oneOwner(site), { deadlineMs: takeoverDeadlineMs });
    signal(site.deployment, 'payments', 'SIGCONT');
    await delay(site.random.between(1_000, 3_000));
  } finally {
    signal(site.deployment, 'payments', 'SIGCONT'); // Whatever failed: nothing stays frozen.
    await second.kill();
  }
};

async function oneOwner({ deployment }: Site): Promise<void> {
  const owners = await queryDatabase(
    deployment,
    async (client) => (await client.query(ownersSql)).rows,
  );
  if (owners.length !== 1) throw new Error(`owners are ${JSON.stringify(owners)}`);
}

/**
 * A second owner takes its half and dies or freezes at a named place; the first one takes all of it
 * back. One that froze wakes up then, and finishes what it was about to do.
 */
const secondFalls =
  (action: 'exit' | 'pause') =>
  (failpoint: string): Fault =>
  async (site) => {
    const hit = site.random.between(5, 60);
    const second = await SecondPayments.start(site, `${failpoint}=${action}@${hit}`);
    try {
      const felled = await second.felled(fallDeadlineMs);
      site.note(`${failpoint} was ${felled ? '' : 'not '}reached for the ${hit}th time`);
      if (!felled || action === 'exit') return;
      await eventually(() => oneOwner(site), { deadlineMs: takeoverDeadlineMs });
      second.resume();
      await delay(site.random.between(1_000, 3_000));
    } finally {
      await second.kill();
    }
  };

const named = (prefix: string, names: readonly string[], fault: (name: string) => Fault): Faults =>
  Object.fromEntries(names.map((name) => [`${prefix} ${name}`, fault(name)]));

export const distributedFaults: Faults = {
  ...named('kill', everything, kill),
  ...named('freeze', everything, freeze),
  'kill two at once': killTwo,
  'wake up a zombie': zombie,
  ...named('let a second owner die at', paymentsFailpoints, secondFalls('exit')),
  ...named('let a second owner freeze at', paymentsFailpoints, secondFalls('pause')),
};
