// npm run bench -- [--only append,idle,charges,requests,latency,webhooks,rebuild,verify,as-of]
//                  [--quick] [--json file]
//                  [--events 100000]
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { appendFigures } from './figures/append.js';
import { asOfFigures } from './figures/as-of.js';
import { chargeFigures } from './figures/charges.js';
import { idleFigures } from './figures/idle.js';
import { latencyFigures } from './figures/latency.js';
import { rebuildFigures } from './figures/rebuild.js';
import { requestFigures } from './figures/requests.js';
import { startableServers, type Servers } from './figures/servers.js';
import { verifyFigures } from './figures/verify.js';
import { webhookFigures } from './figures/webhooks.js';
import { describeMachine, root } from './measure/machine.js';
import { renderFigure, renderMachine, type Figure } from './measure/report.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'string', default: resolve(root, '.cache/bench.json') },
    quick: { type: 'boolean', default: false },
    events: { type: 'string', default: '100000' },
  },
});
const { quick } = values;
const logEvents = quick ? Math.min(20_000, Number(values.events)) : Number(values.events);
const rounds = quick ? 1 : 2;
const seconds = quick ? 1.5 : 3;

type Measure = (servers: Servers) => Promise<Figure[]>;

/** In this order: what is measured at rest comes before all load. */
const measures: Readonly<Record<string, Measure>> = {
  append: () => appendFigures({ logEvents, rounds, seconds }),
  idle: (servers) => idleFigures(servers, { settleSeconds: 5, seconds: quick ? 5 : 10 }),
  charges: (servers) =>
    chargeFigures(servers, { connections: quick ? [16, 64] : [1, 16, 64, 256], rounds, seconds }),
  requests: (servers) => requestFigures(servers, { rounds, seconds }),
  latency: (servers) => latencyFigures(servers, { rounds, seconds: quick ? 4 : 8 }),
  webhooks: (servers) =>
    webhookFigures(servers, {
      throughput: quick
        ? { rounds, deliveries: 10_000, backlog: 10_000 }
        : { rounds, deliveries: 30_000, backlog: 100_000 },
      latency: { rounds, seconds: quick ? 3 : 6 },
      isolation: { rounds, seconds: quick ? 4 : 6 },
      topic: { rounds, chargingSeconds: quick ? 1 : 2 },
    }),
  rebuild: (servers) => rebuildFigures(servers, { logEvents, rounds }),
  verify: () => verifyFigures({ logEvents: 10 * logEvents, rounds }),
  'as-of': () => asOfFigures({ logEvents: 10 * logEvents, rounds }),
};

const chosen = values.only?.split(',').map((name) => name.trim()) ?? Object.keys(measures);
const unknown = chosen.filter((name) => !Object.hasOwn(measures, name));
if (unknown.length > 0 || !Number.isInteger(logEvents)) {
  process.stderr.write(`--only takes ${Object.keys(measures).join(', ')}; --events an integer\n`);
  process.exit(2);
}

const print = (text: string) => void process.stdout.write(`${text}\n`);
const machine = describeMachine();
const figures: Record<string, Figure[]> = {};
const servers = startableServers();
print(renderMachine(machine));
try {
  for (const [name, measure] of Object.entries(measures)) {
    if (!chosen.includes(name)) continue;
    figures[name] = await measure(servers);
    for (const figure of figures[name]) print(renderFigure(figure));
  }
} finally {
  await servers.close();
}
mkdirSync(dirname(resolve(values.json)), { recursive: true });
writeFileSync(values.json, `${JSON.stringify({ machine, figures }, null, 2)}\n`);
print(`\nC1, C2 …: controls of the same figure; "/ C1" is the ratio to it. Also in ${values.json}`);
