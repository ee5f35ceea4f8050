// npm run fuzz -- --count 50000 --seed 7
import { parseArgs } from 'node:util';
import { Deployment } from '../../deployment/deployment.js';
import { runFuzz } from './campaign.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '50000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed)) {
  process.stderr.write('--count and --seed are integers\n');
  process.exit(2);
}
const print = (line: string) => void process.stdout.write(`${line}\n`);

print(`seed ${seed}, ${count} requests`);
const deployment = await Deployment.start('embedded');
try {
  const onProgress = (done: number) => done % 5_000 < 200 && print(`${done} requests`);
  const { requests, byStatus, slowestMs, faults } = await runFuzz(deployment, {
    seed,
    count,
    onProgress,
  });
  print(`${requests} requests, by status ${JSON.stringify(byStatus)}`);
  print(`slowest ${Math.round(slowestMs)} ms, ${faults.length} faults`);
  for (const fault of faults) print(fault);
  if (faults.length > 0) process.exitCode = 1;
} finally {
  await deployment.destroy();
}
