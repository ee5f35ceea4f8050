// Of twenty endpoints one hangs with a twentieth of the traffic, then one with half of it, then five:
// the others get all of theirs meanwhile, and the hung ones hold no more sockets than they may.
import { Campaign, type MerchantPlan } from './campaign.js';
import { patient, type Endpoint } from './endpoint.js';
import type { LogKind } from './site.js';

export type IsolationOptions = {
  readonly seed: number;
  readonly events: number;
  readonly log: LogKind;
  readonly print: (line: string) => void;
};

/** What became of one load while some endpoints hung. */
export type HangingPhase = {
  readonly hanging: number;
  /** Events for the others, all of which arrived while the first ones still hung. */
  readonly arrived: number;
  /** Events that the hung ones had accepted before and after. */
  readonly acceptedByHung: readonly [before: number, after: number];
  /** Sockets that any hung endpoint had at the most. */
  readonly mostSockets: number;
};

const retryScale = 1_000;
const dispatchers = 2;
/** The first gets as much as all others together, the second a twentieth of all. */
const weights = [20, 2, ...Array<number>(18).fill(1)];
const merchants: readonly MerchantPlan[] = weights.map((weight, n) => ({
  weight,
  endpoints: { [`endpoint ${n}`]: { delivery: patient(retryScale) } },
}));
/** In each round of a phase more happens, and the hung ones are asked once more. */
const rounds = 3;
/** Which endpoints hang, one phase after another. */
const phases: readonly (readonly [from: number, to: number])[] = [
  [1, 2],
  [0, 1],
  [0, 5],
];

export async function runIsolation(options: IsolationOptions): Promise<HangingPhase[]> {
  const { seed, events, log, print } = options;
  const objectsPerMerchant = 20;
  const campaign = await Campaign.start({
    ...{ seed, events, log, dispatchers, retryScale, objectsPerMerchant, merchants },
  });
  try {
    const all = [...campaign.endpoints.values()];
    const partOf = (phase: number) => Math.floor((events * phase) / (phases.length + 1));
    await campaign.publisher.publishUpTo(partOf(1));
    await campaign.arrived(all);
    print('all answer quickly');
    const seen: HangingPhase[] = [];
    for (const [index, [from, to]] of phases.entries()) {
      const hung = all.slice(from, to);
      seen.push(await hang(campaign, hung, partOf(index + 2)));
      for (const { receiver } of hung) receiver.heal();
      print(`${hung.length} hung, and the others got all of theirs`);
    }
    await campaign.settled();
    await campaign.verify();
    return seen;
  } finally {
    await campaign.destroy();
  }
}

/** More happens while these hang; returns when the others have got all of theirs. */
async function hang(
  campaign: Campaign,
  hung: readonly Endpoint[],
  upTo: number,
): Promise<HangingPhase> {
  const rest = [...campaign.endpoints.values()].filter((one) => !hung.includes(one));
  for (const { receiver } of hung) {
    receiver.misbehaviour = 'hangs';
    receiver.countSocketsAnew();
  }
  const [before, arrivedBefore] = [campaign.accepted(hung), campaign.accepted(rest)];
  const { publisher } = campaign;
  const from = publisher.published;
  const asked = () => hung.reduce((sum, { receiver }) => sum + receiver.requests, 0);
  for (let round = 1; round <= rounds; round++) {
    const askedBefore = asked();
    await publisher.publishUpTo(from + Math.floor(((upTo - from) * round) / rounds));
    await campaign.arrived(rest);
    await campaign.until('the hung ones are asked again', () => asked() > askedBefore, asked);
  }
  return {
    hanging: hung.length,
    arrived: campaign.accepted(rest) - arrivedBefore,
    acceptedByHung: [before, campaign.accepted(hung)],
    mostSockets: Math.max(...hung.map(({ receiver }) => receiver.mostSockets)),
  };
}
