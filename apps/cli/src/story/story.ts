// The history of a charge, a payment or a payout, from the log and from the webhook dispatcher.
import { parseId } from '@ledgerway/contracts';
import type { StreamEvent } from '@ledgerway/domain';
import type { Database } from '@ledgerway/platform';
import { Failure } from '../terminal/failure.js';
import { streamNamed } from '../streams/name.js';
import { stepsOf, type Step } from '../streams/steps.js';
import { deliveriesOf, type Delivery } from './webhooks.js';

export type Chapter = {
  readonly step: Step;
  readonly webhooks: readonly {
    readonly id: string;
    readonly type: string;
    readonly deliveries: readonly Delivery[];
  }[];
};

/** Nobody reads more; a longer story is told of its end. */
const maxChapters = 1_000;

/** @throws Failure if nothing is known of that id */
export async function storyOf(
  database: Database,
  partitions: number,
  id: string,
): Promise<Chapter[]> {
  const steps: Step[] = [];
  for await (const step of stepsOf(database, streamNamed(id, partitions)))
    if (isAbout(step.event, id)) {
      steps.push(step);
      if (steps.length > maxChapters) steps.shift();
    }
  if (steps.length === 0) throw new Failure(`nothing is known of ${id}`);
  const ids = steps.flatMap(({ told }) => told.map((event) => event.id));
  const deliveries = await deliveriesOf(database, ids);
  return steps.map((step) => ({
    step,
    webhooks: step.told.map((event) => ({ ...event, deliveries: deliveries.get(event.id) ?? [] })),
  }));
}

/** A merchant's stream holds all payouts; of other streams the whole story is wanted. */
function isAbout(event: StreamEvent, id: string): boolean {
  if (parseId(id)?.prefix !== 'po') return true;
  switch (event.type) {
    case 'PayoutCreated':
      return event.payout.id === id;
    case 'PayoutReversed':
      return event.payoutId === id || event.reversal.id === id;
    default:
      return 'payoutId' in event && event.payoutId === id;
  }
}
