// What all campaigns against the dispatcher share: endpoints and events on a site of their own, ways
// to wait for what must come, and the oracle's verdict.
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../crash/random.js';
import { createEndpoint, type Endpoint, type EndpointPlan } from './endpoint.js';
import { judge } from './oracle/judge.js';
import { deliveryRows, waitingDeliveries } from './oracle/witness.js';
import { Publisher } from './publisher.js';
import { partitions, Site, type SiteOptions } from './site.js';
import { planEvents, type WrittenEvent, type WrittenEvents } from './written-events.js';

export type MerchantPlan = {
  /** Its part of all events, beside the parts of the others. */
  readonly weight: number;
  readonly livemode?: boolean;
  readonly endpoints: Readonly<Record<string, Omit<EndpointPlan, 'merchantId' | 'livemode'>>>;
};

export type CampaignOptions = SiteOptions & {
  readonly seed: number;
  readonly events: number;
  readonly objectsPerMerchant: number;
  readonly merchants: readonly MerchantPlan[];
};

/** For so long nothing may change while something is still to come. */
const stalledMs = 90_000;
const pollMs = 20;
const differencesShown = 20;

export class Campaign {
  readonly publisher: Publisher;
  private readonly byMerchant: ReadonlyMap<string, readonly WrittenEvent[]>;

  private constructor(
    readonly site: Site,
    readonly random: Random,
    readonly events: WrittenEvents,
    /** By name. */
    readonly endpoints: ReadonlyMap<string, Endpoint>,
  ) {
    this.publisher = new Publisher(site.log, events);
    this.byMerchant = Map.groupBy(events.all, ({ merchantId }) => merchantId);
    site.answerFrom(this.publisher);
  }

  static async start(options: CampaignOptions): Promise<Campaign> {
    const random = new Random(options.seed);
    const merchants = options.merchants.map((plan, index) => ({
      ...plan,
      id: `acct_${String(index).padStart(24, '0')}`,
      livemode: plan.livemode ?? false,
    }));
    const events = planEvents(random.fork(), merchants, options.events, {
      partitions,
      objectsPerMerchant: options.objectsPerMerchant,
    });
    const site = await Site.start(options);
    try {
      const endpoints = new Map<string, Endpoint>();
      for (const { id: merchantId, livemode, endpoints: planned } of merchants)
        for (const [name, plan] of Object.entries(planned))
          endpoints.set(name, await createEndpoint(site, { ...plan, merchantId, livemode }));
      return new Campaign(site, random, events, endpoints);
    } catch (error) {
      await site.destroy();
      throw error;
    }
  }

  /** @throws for a name that no endpoint has */
  endpoint(name: string): Endpoint {
    const endpoint = this.endpoints.get(name);
    if (endpoint === undefined) throw new Error(`no endpoint is named ${name}`);
    return endpoint;
  }

  /** How many events the endpoint is to hear of, among those that have happened or all. */
  expected({ merchantId }: Endpoint, among: 'happened' | 'all' = 'all'): number {
    if (among === 'all') return this.byMerchant.get(merchantId)?.length ?? 0;
    const happened = this.events.all.slice(0, this.publisher.published);
    return happened.filter((event) => event.merchantId === merchantId).length;
  }

  /** Deliveries that are asked for, over all endpoints. */
  get deliveries(): number {
    return [...this.endpoints.values()].reduce((sum, one) => sum + this.expected(one), 0);
  }

  /** Events that were accepted by these endpoints, each counted once. */
  accepted(endpoints: Iterable<Endpoint> = this.endpoints.values()): number {
    let sum = 0;
    for (const { receiver } of endpoints) sum += receiver.accepted;
    return sum;
  }

  /** Resolves when these have accepted all that has happened. */
  async arrived(endpoints: readonly Endpoint[]): Promise<void> {
    const due = endpoints.map((endpoint) => this.expected(endpoint, 'happened'));
    const isDone = () => endpoints.every(({ receiver }, i) => receiver.accepted >= due[i]!);
    await this.until('all has arrived', isDone, () => this.accepted(endpoints));
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    let waiting = Infinity;
    const look = async () => {
      waiting = await waitingDeliveries(this.site);
      return waiting === 0;
    };
    const ended = [...this.endpoints.values()].filter(({ fate }) => fate === 'delivered');
    await this.arrived(ended);
    await this.until('nothing waits', look, () => waiting);
  }

  /** @throws when `progress` has stood still for too long before `isDone` */
  async until(
    what: string,
    isDone: () => boolean | Promise<boolean>,
    progress: () => number,
  ): Promise<void> {
    let last = progress();
    let changedMs = performance.now();
    while (!(await isDone())) {
      await delay(pollMs);
      const now = progress();
      if (now !== last) [last, changedMs] = [now, performance.now()];
      if (performance.now() - changedMs > stalledMs) throw new Error(await this.stalled(what));
    }
  }

  /** @throws with the first differences that the oracle finds */
  async verify(): Promise<void> {
    const rows = await deliveryRows(this.site);
    const differences = [...this.endpoints].flatMap(([name, endpoint]) => {
      const { id, ordering, fate, merchantId, receiver } = endpoint;
      const { arrivals, complaints } = receiver;
      const expected = this.byMerchant.get(merchantId) ?? [];
      const told = { ordering, fate, expected, arrivals, complaints, rows: rows.get(id) ?? [] };
      return judge(told).map((what) => `  ${name}: ${what}`);
    });
    if (differences.length === 0) return;
    const shown = differences.slice(0, differencesShown).join('\n');
    throw new Error(`${differences.length} differences, the first of them:\n${shown}`);
  }

  async destroy(): Promise<void> {
    await this.site.destroy();
    for (const { receiver } of this.endpoints.values()) await receiver.close();
  }

  private async stalled(what: string): Promise<string> {
    const waiting = await waitingDeliveries(this.site).catch(() => 'an unknown number');
    const lacking = [...this.endpoints]
      .map(([name, one]) => ({ name, one, due: this.expected(one, 'happened') }))
      .filter(({ one, due }) => one.receiver.accepted < due)
      .map(({ name, one, due }) => `${name} has ${one.receiver.accepted} of ${due}`);
    return `stalled before "${what}": ${waiting} deliveries wait; ${lacking.join(', ')}`;
  }
}
