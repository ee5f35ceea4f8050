// Dispatchers and databases are killed under load while receivers misbehave in every way there is.
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../crash/random.js';
import { Campaign, type MerchantPlan } from './campaign.js';
import { patient, type Endpoint } from './endpoint.js';
import type { MisbehaviourName } from './misbehaviours.js';
import type { LogKind } from './site.js';

export type FaultsOptions = {
  readonly seed: number;
  readonly events: number;
  /** Of dispatcher processes. */
  readonly kills: number;
  readonly databaseCrashes: number;
  readonly brokerCrashes: number;
  readonly log: LogKind;
  /** Receives the report line by line, as it happens. */
  readonly print: (line: string) => void;
};

export type FaultsReport = {
  readonly deliveries: number;
  readonly seconds: number;
  /** Deliveries that were accepted before. */
  readonly duplicates: number;
  /** Attempts that no server accepted. */
  readonly refused: number;
  /** Of the dispatcher that needed most. */
  readonly peakBytes: number;
  /** What receivers sent that nobody had asked for. */
  readonly floodedBytes: number;
  /** The longest time without an event at an endpoint that behaved all along. */
  readonly longestSilenceMs: number;
  /** Processes that ended although nobody had killed them. */
  readonly unexpectedEnds: readonly string[];
};

const retryScale = 1_000;
const dispatchers = 3;
const slowHandshakeMs = 2_500;
/** Parts of the run, by what has arrived at the endpoints that behave. */
const misbehaveAt = 0.1;
const closeAt = 0.4;
const healAt = 0.6;

const delivery = patient(retryScale);
/** Each has one endpoint that behaves all along; their names are the misbehaviours of the others. */
const merchants: readonly MerchantPlan[] = [
  {
    weight: 4,
    endpoints: {
      'well 1': {},
      'answers 500': { delivery: { ...delivery, ordering: 'per_object' } },
    },
  },
  { weight: 4, endpoints: { 'well 2': {}, hangs: { delivery } } },
  { weight: 4, endpoints: { 'well 3': {}, 'resets the connection': { delivery } } },
  { weight: 4, endpoints: { 'well 4': {}, 'drips bytes': { delivery } } },
  { weight: 4, endpoints: { 'well 5': {}, 'answers 200 with 10 MB': { delivery } } },
  { weight: 4, endpoints: { 'well 6': {}, redirects: { delivery } } },
  { weight: 4, endpoints: { 'well 7': { secure: true }, 'slow TLS': { delivery, secure: true } } },
  {
    weight: 4,
    endpoints: {
      'well in order of objects': { delivery: { ordering: 'per_object' } },
      choosy: { delivery: { retryDelaysS: [100, 100] }, fate: 'choosy' },
    },
  },
  {
    weight: 1,
    endpoints: {
      'well in order': { delivery: { ordering: 'fifo' } },
      'answers 500 with 10 MB': { delivery: { ...delivery, ordering: 'fifo' } },
    },
  },
  { weight: 2, endpoints: { 'well 8': {}, 'says that it is gone': { fate: 'closed' } } },
];
const misbehaving: readonly MisbehaviourName[] = [
  'answers 500',
  'hangs',
  'resets the connection',
  'drips bytes',
  'answers 200 with 10 MB',
  'redirects',
  'answers 500 with 10 MB',
];

type Step = { readonly at: number; readonly name: string; readonly run: () => Promise<unknown> };

export async function runFaults(options: FaultsOptions): Promise<FaultsReport> {
  const { seed, log, print, events } = options;
  const objectsPerMerchant = Math.ceil(events / 100);
  const campaign = await Campaign.start({
    ...{ seed, log, events, dispatchers, retryScale, objectsPerMerchant, merchants },
  });
  try {
    const startedMs = performance.now();
    const well = [...campaign.endpoints].flatMap(([name, one]) =>
      name.startsWith('well') ? [one] : [],
    );
    const load = publishAlong(campaign, well);
    for (const step of plan(campaign, options)) {
      await reached(campaign, well, step.at);
      await step.run();
      print(`at ${(step.at * 100).toFixed(0)} %: ${step.name}`);
    }
    await load;
    await campaign.settled();
    const seconds = (performance.now() - startedMs) / 1_000;
    await campaign.verify();
    return report(campaign, well, seconds);
  } finally {
    await campaign.destroy();
  }
}

/** Which faults happen, and when: it follows from the seed alone. */
function plan(campaign: Campaign, options: FaultsOptions): Step[] {
  const { site, random, publisher } = campaign;
  const times = random.fork();
  const choices = random.fork();
  const some = (count: number, name: string, run: () => Promise<unknown>): Step[] =>
    Array.from({ length: count }, () => ({ at: 0.05 + 0.9 * times.next(), name, run }));
  const crashDatabase = async () => {
    await site.crashDatabase();
    await publisher.resume();
  };
  const steps = [
    { at: misbehaveAt, name: 'receivers misbehave', run: async () => misbehave(campaign) },
    { at: closeAt, name: 'one is gone for good', run: async () => closeOne(campaign) },
    { at: healAt, name: 'receivers behave again', run: async () => heal(campaign) },
    ...some(options.kills, 'a dispatcher is killed', () => kill(campaign, choices)),
    ...some(options.databaseCrashes, 'the database is killed', crashDatabase),
    ...some(options.brokerCrashes, 'the broker is killed', () => site.crashBroker()),
  ];
  return steps.sort((a, b) => a.at - b.at);
}

/** Waits for one that runs: two kills may follow each other closely. */
async function kill({ site }: Campaign, random: Random): Promise<void> {
  while (!(await site.dispatchers.killOne(random))) await delay(50);
}

function misbehave(campaign: Campaign): void {
  for (const name of misbehaving) campaign.endpoint(name).receiver.misbehaviour = name;
  campaign.endpoint('slow TLS').receiver.handshakeDelayMs = slowHandshakeMs;
}

function closeOne(campaign: Campaign): void {
  const name = 'says that it is gone';
  campaign.endpoint(name).receiver.misbehaviour = name;
}

function heal(campaign: Campaign): void {
  for (const name of [...misbehaving, 'slow TLS']) campaign.endpoint(name).receiver.heal();
}

/** Keeps a part of the events under way all along, so that every fault finds some. */
async function publishAlong(campaign: Campaign, well: readonly Endpoint[]): Promise<void> {
  const { events, publisher } = campaign;
  const total = events.all.length;
  const ahead = Math.max(100, Math.floor(total / 20));
  while (publisher.published < total) {
    const room = ahead - (publisher.published - campaign.accepted(well));
    if (room > 0) await publisher.publishUpTo(publisher.published + Math.min(room, 500));
    else await delay(5);
  }
}

async function reached(campaign: Campaign, well: readonly Endpoint[], part: number): Promise<void> {
  const due = Math.floor(part * campaign.events.all.length);
  const count = () => campaign.accepted(well);
  await campaign.until(`${(part * 100).toFixed(0)} % has arrived`, () => count() >= due, count);
}

function report(campaign: Campaign, well: readonly Endpoint[], seconds: number): FaultsReport {
  const receivers = [...campaign.endpoints.values()].map(({ receiver }) => receiver);
  const sum = (of: (receiver: Endpoint['receiver']) => number) =>
    receivers.reduce((total, receiver) => total + of(receiver), 0);
  const duplicates = sum((receiver) => receiver.duplicates);
  const { peakBytes, unexpected } = campaign.site.dispatchers;
  return {
    deliveries: campaign.deliveries,
    seconds,
    duplicates,
    refused: sum(({ requests }) => requests) - campaign.accepted() - duplicates,
    peakBytes,
    floodedBytes: sum(({ floodedBytes }) => floodedBytes),
    longestSilenceMs: Math.max(...well.map(({ receiver }) => receiver.longestSilenceMs)),
    unexpectedEnds: unexpected.map(({ how, log }) => `${how}: ${log.slice(-2_000)}`),
  };
}
