// One endpoint of a campaign: what was asked for, and the server that it leads to.
import type { DeliverySettingsChanges } from '@ledgerway/contracts';
import { Receiver } from './receiver.js';
import type { Site } from './site.js';

/** What becomes of its deliveries in the end. */
export type Fate =
  /** Each is accepted. */
  | 'delivered'
  /** Each is accepted but for those that it never accepts, which are given up. */
  | 'choosy'
  /** It closes at some moment: until then they are accepted, from then on they are not even tried. */
  | 'closed';

export type EndpointPlan = {
  readonly merchantId: string;
  readonly livemode?: boolean;
  readonly delivery?: DeliverySettingsChanges;
  readonly secure?: boolean;
  readonly fate?: Fate;
};

export type Endpoint = {
  readonly id: string;
  readonly merchantId: string;
  readonly ordering: 'none' | 'per_object' | 'fifo';
  readonly fate: Fate;
  readonly receiver: Receiver;
};

/** The most sockets that the dispatcher opens to one endpoint. */
export const socketCap = 32;

/** Settings that lose nothing while an endpoint misbehaves: many attempts, at first close together. */
export const patient = (retryScale: number): DeliverySettingsChanges => ({
  timeoutMs: 1_000,
  retryDelaysS: [1, 1, 2, 2, 3, 3, 5, 5, 8, 8, 13, 13, ...Array<number>(8).fill(20)].map(
    (seconds) => seconds * retryScale,
  ),
});

export async function createEndpoint(site: Site, plan: EndpointPlan): Promise<Endpoint> {
  const { merchantId, livemode = false, delivery = {}, fate = 'delivered' } = plan;
  const receiver = await Receiver.start(plan.secure ? site.certificate : undefined);
  const made = await site.createEndpoint({ merchantId, livemode, delivery, url: receiver.url });
  receiver.secret = made.secret!;
  receiver.isChoosy = fate === 'choosy';
  return { id: made.id, merchantId, ordering: made.delivery.ordering, fate, receiver };
}
