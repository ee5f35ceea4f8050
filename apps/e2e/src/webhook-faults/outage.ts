// A day on which three merchants cannot be reached, on a scaled clock: it ends with every event
// delivered, in order where order was asked for.
import { setTimeout as delay } from 'node:timers/promises';
import { Campaign, type MerchantPlan } from './campaign.js';
import type { LogKind } from './site.js';

export type OutageOptions = {
  readonly seed: number;
  readonly events: number;
  readonly log: LogKind;
  /** Divides the day. */
  readonly retryScale: number;
  readonly print: (line: string) => void;
};

export type OutageReport = {
  /** Events that those who were out have accepted meanwhile: a day with any is none. */
  readonly acceptedInOutage: number;
  readonly deliveries: number;
  /** Attempts of the delivery that needed most. */
  readonly mostAttempts: number;
};

const dayMs = 86_400_000;
const dispatchers = 2;
/** Live mode: its schedule of attempts is the one that outlives a day. */
const merchants: readonly MerchantPlan[] = [
  { weight: 2, livemode: true, endpoints: { 'out, in any order': {}, 'well 1': {} } },
  {
    weight: 2,
    livemode: true,
    endpoints: { 'out, in order of objects': { delivery: { ordering: 'per_object' } } },
  },
  {
    weight: 1,
    livemode: true,
    endpoints: { 'out, in order': { delivery: { ordering: 'fifo' } }, 'well 2': {} },
  },
];
/** Parts of the events that have happened before the outage, and after its first hours. */
const beforeOutage = 0.1;
const steps = 12;
const afterOutage = 0.9;

const mostAttemptsSql = `select max(attempts)::int as attempts from webhooks.delivery_done`;

export async function runOutage(options: OutageOptions): Promise<OutageReport> {
  const { seed, events, log, retryScale, print } = options;
  const objectsPerMerchant = 10;
  const campaign = await Campaign.start({
    ...{ seed, events, log, dispatchers, retryScale, objectsPerMerchant, merchants },
  });
  try {
    const { publisher, endpoints } = campaign;
    const out = [...endpoints].flatMap(([name, one]) => (name.startsWith('out') ? [one] : []));
    const well = [...endpoints.values()].filter((one) => !out.includes(one));
    await publisher.publishUpTo(Math.floor(events * beforeOutage));
    await campaign.arrived([...endpoints.values()]);
    const before = campaign.accepted(out);
    for (const { receiver } of out) await receiver.close();
    for (let step = 1; step <= steps; step++) {
      const part = beforeOutage + ((afterOutage - beforeOutage) * step) / steps;
      await publisher.publishUpTo(Math.floor(events * part));
      await delay(dayMs / retryScale / steps);
    }
    await campaign.arrived(well);
    const acceptedInOutage = campaign.accepted(out) - before;
    print('a day is over; they are back');
    for (const { receiver } of out) await receiver.open();
    await publisher.publishUpTo(events);
    await campaign.settled();
    await campaign.verify();
    const rows = await campaign.site.rows<{ attempts: number }>(mostAttemptsSql);
    const mostAttempts = rows[0]!.attempts;
    return { acceptedInOutage, deliveries: campaign.deliveries, mostAttempts };
  } finally {
    await campaign.destroy();
  }
}
