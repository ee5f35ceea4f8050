// Lanes with deliveries to claim, to start and to end, at any moment that a spec wants.
import type { ClaimedDelivery } from '../src/deliveries/claims.js';
import type { Contact, Lane } from '../src/deliveries/lane.js';
import { Lanes, type Turn } from '../src/deliveries/lanes.js';

export type Work = Partial<Pick<ClaimedDelivery, 'attempts' | 'pool'>>;
export const retry: Work = { attempts: 1 };
export const bulk: Work = { pool: 'bulk' };

/** What an endpoint did with a request, in so many ms. */
export const answered = (ms: number): Contact => ({
  answered: true,
  timedOut: false,
  succeeded: true,
  overloaded: false,
  ms,
});
export const throttled: Contact = { ...answered(5), succeeded: false, overloaded: true };
export const refused: Contact = { ...answered(1), answered: false, succeeded: false };
export const timedOut: Contact = { ...refused, timedOut: true, overloaded: true, ms: 15_000 };

export const limits = {
  maxInFlight: 40,
  maxClaimed: 400,
  lane: {
    startInFlight: 8,
    maxInFlight: 32,
    maxAhead: 64,
    breakerPauseMs: 30_000,
    maxBreakerPauseMs: 300_000,
  },
};

export class RunningLanes {
  readonly lanes = new Lanes(limits);
  private readonly running = new Map<Lane, ClaimedDelivery[]>();
  private ids = 0;

  delivery = (endpointId: string, work: Work = {}): ClaimedDelivery =>
    ({
      deliveryId: String(++this.ids),
      endpointId,
      attempts: 0,
      pool: 'event',
      ...work,
    }) as ClaimedDelivery;

  claim = (endpointId: string, count: number, work?: Work): void => {
    for (let i = 0; i < count; i++) this.lanes.add(this.delivery(endpointId, work));
  };

  startOne = (nowMs: number): Turn | undefined => {
    const turn = this.lanes.next(nowMs);
    if (turn !== undefined)
      this.running.set(turn.lane, [...(this.running.get(turn.lane) ?? []), turn.delivery]);
    return turn;
  };

  /** The endpoints that had a turn, in order. */
  startAll = (nowMs: number): string[] => {
    const started: string[] = [];
    for (let turn = this.startOne(nowMs); turn; turn = this.startOne(nowMs))
      started.push(turn.lane.endpointId);
    return started;
  };

  /** Ends the oldest request of a lane. */
  finish = (lane: Lane, contact: Contact, nowMs: number): boolean => {
    const ended = this.running.get(lane)!.shift()!;
    this.lanes.ended(ended);
    return lane.finished(ended.deliveryId, contact, nowMs);
  };

  /** One request went well: the endpoint is known to answer. */
  prove = (endpointId: string): Lane => {
    this.claim(endpointId, 1);
    const { lane } = this.startOne(0)!;
    this.finish(lane, answered(1), 0);
    return lane;
  };
}
