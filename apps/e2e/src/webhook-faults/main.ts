// node apps/e2e/dist/webhook-faults/main.js --campaign faults|isolation|outage --events 100000
//   --seed 7 --kills 20 --database-crashes 5 --log postgres|kafka --broker-crashes 3
import { parseArgs } from 'node:util';
import { runFaults } from './faults.js';
import { runIsolation } from './isolation.js';
import { runOutage } from './outage.js';
import type { LogKind } from './site.js';

const { values } = parseArgs({
  options: {
    campaign: { type: 'string', default: 'faults' },
    events: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    kills: { type: 'string', default: '20' },
    'database-crashes': { type: 'string', default: '5' },
    'broker-crashes': { type: 'string', default: '0' },
    log: { type: 'string', default: 'postgres' },
  },
});
const logs: readonly string[] = ['postgres', 'kafka'] satisfies LogKind[];
const counts = {
  events: Number(values.events),
  seed: Number(values.seed),
  kills: Number(values.kills),
  databaseCrashes: Number(values['database-crashes']),
  brokerCrashes: Number(values['broker-crashes']),
};
const print = (line: string) => {
  const elapsedS = (performance.now() / 1_000).toFixed(0);
  process.stdout.write(`${elapsedS.padStart(4)} s  ${line}\n`);
};
const options = { ...counts, log: values.log as LogKind, print };
/** A day of the outage takes 29 s. */
const outageScale = 3_000;
const campaigns: Readonly<Record<string, () => Promise<unknown>>> = {
  faults: () => runFaults(options),
  isolation: () => runIsolation(options),
  outage: () => runOutage({ ...options, retryScale: outageScale }),
};
const run = campaigns[values.campaign];
if (
  run === undefined ||
  !logs.includes(values.log) ||
  !Object.values(counts).every(Number.isInteger)
) {
  process.stderr.write(
    `--campaign is ${Object.keys(campaigns).join(', ')}; --log is ${logs.join(' or ')}; ` +
      'all others are integers\n',
  );
  process.exit(2);
}
print(`${values.campaign}, seed ${counts.seed}, ${counts.events} events, log in ${values.log}`);
try {
  print(JSON.stringify(await run(), undefined, 2));
} catch (error) {
  const { message, cause } = error as Error;
  process.stderr.write(`${message}\n${cause instanceof Error ? `${cause.stack}\n` : ''}`);
  process.exitCode = 1;
}
