// npm run crash -- --rounds 100 --seed 7 --deployment embedded|distributed [--faults "a, b"]
import { parseArgs } from 'node:util';
import type { Kind } from '../deployment/deployment.js';
import { runCampaign } from './campaign.js';
import { faultNames } from './plan.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    deployment: { type: 'string', default: 'embedded' },
    faults: { type: 'string' },
  },
});
const kinds: readonly string[] = ['embedded', 'distributed'] satisfies Kind[];
const [count, seed] = [Number(values.rounds), Number(values.seed)];
if (!kinds.includes(values.deployment) || !Number.isInteger(count) || !Number.isInteger(seed)) {
  process.stderr.write(
    '--deployment is embedded or distributed; --rounds and --seed are integers\n',
  );
  process.exit(2);
}
const kind = values.deployment as Kind;
const faults = values.faults?.split(',').map((name) => name.trim());
const print = (line: string) => void process.stdout.write(`${line}\n`);

print(`seed ${seed}, ${kind}; its faults: ${faultNames(kind).join(', ')}`);
try {
  const rounds = faults === undefined ? count : Array.from({ length: count }, () => faults);
  const reports = await runCampaign({ kind, seed, rounds, print });
  const requests = reports.reduce((sum, report) => sum + report.requests, 0);
  print(`${count} rounds, ${requests} requests: nothing lost, nothing doubled, nothing made up`);
} catch (error) {
  const { message, cause } = error as Error;
  process.stderr.write(`${message}\n${cause instanceof Error ? `${cause.stack}\n` : ''}`);
  process.exitCode = 1;
}
