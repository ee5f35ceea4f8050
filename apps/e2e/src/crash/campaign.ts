// Many rounds on one deployment, which keeps its history: later rounds recover longer logs.
import { Deployment, type Kind } from '../deployment/deployment.js';
import type { Difference } from './oracle/facts.js';
import { randomPlan, planOf, type Step } from './plan.js';
import { Random } from './random.js';
import { runRound, type RoundReport } from './round.js';

export type CampaignOptions = {
  readonly kind: Kind;
  readonly seed: number;
  /** How many random rounds, or the names of the faults of each round. */
  readonly rounds: number | readonly (readonly string[])[];
  /** Receives the report line by line, as it happens. */
  readonly print: (line: string) => void;
};

/** The schedule of webhook retries in seconds instead of minutes. */
const retryScale = '100';
const differencesShown = 10;
const logLinesShown = 40;

/**
 * Runs until a round finds a difference, or to the end.
 * @throws with the seed, the steps and the first differences
 */
export async function runCampaign(options: CampaignOptions): Promise<RoundReport[]> {
  const { kind, seed, rounds, print } = options;
  const random = new Random(seed);
  const plans =
    typeof rounds === 'number'
      ? Array.from({ length: rounds }, () => randomPlan(kind, random))
      : rounds.map((names) => planOf(kind, names, random));
  const environment: Record<string, string> = {
    LEDGERWAY_WEBHOOK_ALLOW: '127.0.0.0/8,::1/128',
    LEDGERWAY_RETRY_SCALE: retryScale,
  };
  // The deployment reads this object at each of its starts, so that a fault can arm the next one.
  const deployment = await Deployment.start(kind, environment);
  try {
    const reports: RoundReport[] = [];
    for (const [index, plan] of plans.entries()) {
      const steps: string[] = [];
      const note = (line: string) => steps.push(line);
      const site = { deployment, environment, random: random.fork(), note };
      print(`round ${index + 1} of ${plans.length}: ${plan.map(({ name }) => name).join(', ')}`);
      const told = () => `${story({ kind, seed, index, plan, steps })}\n${logOf(deployment)}`;
      const report = await runRound(site, plan).catch((error: unknown) => {
        throw new Error(told(), { cause: error });
      });
      print(`  ${summary(report)}`);
      if (report.differences.length > 0) {
        const { output } = await deployment.ledgerway('verify');
        throw new Error([told(), shown(report.differences), output].join('\n'));
      }
      reports.push(report);
    }
    await verify(deployment, seed);
    return reports;
  } finally {
    await deployment.destroy();
  }
}

async function verify(deployment: Deployment, seed: number): Promise<void> {
  const { code, output } = await deployment.ledgerway('verify');
  if (code !== 0) throw new Error(`seed ${seed}: ledgerway verify ended with ${code}:\n${output}`);
}

function summary({ requests, retried, events, redelivered, recoveredMs }: RoundReport): string {
  const asked = `${requests} requests, ${retried} of them sent again`;
  const told = `${events} webhooks, ${redelivered} of them delivered again`;
  return `${asked}; ${told}; all agree ${(recoveredMs / 1000).toFixed(1)} s after the last fault`;
}

/** Its last lines, each cut: stacks are long. */
const logOf = ({ log }: Deployment): string =>
  log
    .trimEnd()
    .split('\n')
    .slice(-logLinesShown)
    .map((line) => line.slice(0, 300))
    .join('\n');

type Story = {
  readonly kind: Kind;
  readonly seed: number;
  readonly index: number;
  readonly plan: readonly Step[];
  readonly steps: readonly string[];
};

function story({ kind, seed, index, plan, steps }: Story): string {
  const planned = plan.map(({ afterMs, name }) => `${afterMs} ms later: ${name}`);
  return [
    `Round ${index + 1} of the ${kind} deployment, seed ${seed}.`,
    `Planned: ${planned.join('; ')}.`,
    `Done: ${steps.join('; ')}.`,
  ].join('\n');
}

function shown(differences: readonly Difference[]): string {
  const lines = differences
    .slice(0, differencesShown)
    .map(({ witness, kind, what }) => `  ${witness}, ${kind}: ${what}`);
  return [`${differences.length} differences, the first of them:`, ...lines].join('\n');
}
