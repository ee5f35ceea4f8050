// How the slots are used and how endpoints fare, over all lanes of this process, counted when asked.
import { Gauge, type Registry } from 'prom-client';
import type { Lane } from './deliveries/lane.js';
import type { Lanes } from './deliveries/lanes.js';
import { slotPools } from './deliveries/slot-pools.js';

const prefix = 'ledgerway_webhook_';

export class LaneMetrics {
  /** With their clocks. */
  private readonly watched = new Map<Lanes, () => number>();

  constructor(registry: Registry) {
    const { watched } = this;
    const registers = [registry];
    new Gauge({
      name: `${prefix}slots_used`,
      help: 'Requests under way by what they are: a first attempt, a retry, or one of many again',
      labelNames: ['pool'],
      registers,
      collect() {
        for (const pool of slotPools)
          this.set(
            { pool },
            sum(watched, (l) => l.pools.used(pool)),
          );
      },
    });
    new Gauge({
      name: `${prefix}endpoint_caps`,
      help: 'Endpoints in use by their cap of requests at a time, compared with the usual one',
      labelNames: ['cap'],
      registers,
      collect() {
        for (const cap of ['lowered', 'usual', 'raised'] as const)
          this.set(
            { cap },
            count(watched, (lane) => lane.capLevel === cap),
          );
      },
    });
    new Gauge({
      name: `${prefix}breakers_open`,
      help: 'Endpoints that are left alone for a while: out of reach, or failing too often',
      registers,
      collect() {
        this.set(count(watched, (lane, nowMs) => lane.isPaused(nowMs)));
      },
    });
  }

  /** @returns a function that ends it */
  watch(lanes: Lanes, now: () => number): () => void {
    this.watched.set(lanes, now);
    return () => void this.watched.delete(lanes);
  }
}

type Watched = ReadonlyMap<Lanes, () => number>;

const sum = (watched: Watched, of: (lanes: Lanes) => number) =>
  [...watched.keys()].reduce((total, lanes) => total + of(lanes), 0);

function count(watched: Watched, is: (lane: Lane, nowMs: number) => boolean): number {
  let found = 0;
  for (const [lanes, now] of watched) {
    const nowMs = now();
    for (const lane of lanes.all) if (is(lane, nowMs)) found += 1;
  }
  return found;
}
