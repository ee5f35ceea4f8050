import type { ClaimedDelivery } from './claims.js';
import { Lanes } from './lanes.js';
import type { Lane } from './lane.js';

const limits = {
  maxInFlight: 40,
  maxClaimed: 400,
  lane: { maxInFlight: 8, maxAhead: 64, breakerPauseMs: 30_000, maxBreakerPauseMs: 300_000 },
};
let lanes: Lanes;
let ids = 0;
beforeEach(() => (lanes = new Lanes(limits)));

const delivery = (endpointId: string) =>
  ({ deliveryId: String(++ids), endpointId }) as ClaimedDelivery;
const claim = (endpointId: string, count: number) => {
  for (let i = 0; i < count; i++) lanes.add(delivery(endpointId));
};
function startAll(nowMs: number): string[] {
  const started: string[] = [];
  for (let turn = lanes.next(nowMs); turn; turn = lanes.next(nowMs))
    started.push(turn.lane.endpointId);
  return started;
}
const answered = (ms: number) => ({ answered: true, timedOut: false, ms });
const refused = { answered: false, timedOut: false, ms: 1 };
const timedOut = { answered: false, timedOut: true, ms: 15_000 };
const idsOf = (lane: Lane) => [
  ...(lane as unknown as { underWay: Map<string, number> }).underWay.keys(),
];
function finish(lane: Lane, contact: typeof refused, nowMs: number): boolean {
  const [id] = idsOf(lane);
  lanes.ended();
  return lane.finished(id!, contact, nowMs);
}
/** One request went well: the endpoint is known to answer. */
function prove(endpointId: string): Lane {
  claim(endpointId, 1);
  const { lane } = lanes.next(0)!;
  finish(lane, answered(1), 0);
  return lane;
}

describe('the turns of endpoints', () => {
  it('alternate, however much waits for one of them', () => {
    for (const id of ['a', 'b', 'c']) prove(id);
    claim('a', 20);
    claim('b', 2);
    claim('c', 1);
    expect(startAll(0).slice(0, 6)).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
  });

  it('end at the cap of an endpoint: two before it has ever answered, eight after', () => {
    claim('new', 20);
    expect(startAll(0)).toHaveLength(2);
    prove('known');
    claim('known', 20);
    expect(startAll(0)).toHaveLength(8);
  });

  it('end at the cap of all', () => {
    for (let i = 0; i < 10; i++) {
      prove(`e${i}`);
      claim(`e${i}`, 20);
    }
    expect(startAll(0)).toHaveLength(40);
  });

  it('leave four fifths to the others when endpoints hang', () => {
    for (let i = 0; i < 6; i++) prove(`hung-${i}`);
    claim('hung-0', 8);
    startAll(0);
    const later = 2_000; // Eight requests are under way and none has answered.
    for (let i = 0; i < 6; i++) expect(lanes.of(`hung-${i}`).isSlow(later)).toBe(i === 0);
    claim('hung-0', 8);
    finish(lanes.of('hung-0'), timedOut, later);
    expect(startAll(later)).toEqual(['hung-0']);
    prove('quick');
    claim('quick', 8);
    expect(startAll(later)).toHaveLength(8);
  });
});

describe('what is claimed', () => {
  it('is little for an unknown endpoint and plenty for a quick one', () => {
    lanes.of('new').hasDue = true;
    prove('quick').hasDue = true;
    expect(lanes.wanted(0)).toEqual([
      { endpointId: 'new', room: 2 },
      { endpointId: 'quick', room: 72 },
    ]);
  });

  it('is refilled when half of it has gone, not earlier', () => {
    const lane = prove('quick');
    lane.hasDue = true;
    claim('quick', 40);
    expect(lanes.wanted(0)).toEqual([]);
    startAll(0);
    expect(lanes.wanted(0)).toEqual([{ endpointId: 'quick', room: 32 }]);
  });

  it('is shared evenly when memory is short, and whoever got less is next', () => {
    const small = new Lanes({ ...limits, maxClaimed: 2 });
    for (const id of ['a', 'b', 'c']) small.of(id).hasDue = true;
    const first = small.wanted(0).map(({ endpointId }) => endpointId);
    expect(first).toHaveLength(2);
    expect(small.starved).toBe(true);
    const seen = new Set([
      ...first,
      ...Array.from({ length: 3 }, () => small.wanted(0))
        .flat()
        .map((w) => w.endpointId),
    ]);
    expect(seen).toEqual(new Set(['a', 'b', 'c']));
  });
});

describe('an endpoint that cannot be reached', () => {
  function fail(lane: Lane, times: number, nowMs: number): boolean {
    let tripped = false;
    for (let i = 0; i < times; i++) {
      claim(lane.endpointId, 1);
      startAll(nowMs);
      tripped = finish(lane, refused, nowMs);
    }
    return tripped;
  }

  it('is left alone after five failures in a row, longer each time, with one probe between', () => {
    const lane = prove('down');
    expect(fail(lane, 4, 0)).toBe(false);
    expect(fail(lane, 1, 0)).toBe(true);
    expect(lane.isOpen(29_999)).toBe(false);
    expect(lane.isOpen(30_000)).toBe(true);
    lanes.drain(lane);
    claim('down', 5);
    expect(startAll(30_000)).toHaveLength(1);
    expect(finish(lane, refused, 30_000)).toBe(true);
    expect(lane.isOpen(89_999)).toBe(false);
    expect(lane.isOpen(90_000)).toBe(true);
  });

  it('is as before once it answers, whatever it answers', () => {
    const lane = prove('down');
    fail(lane, 5, 0);
    lanes.drain(lane);
    claim('down', 9);
    expect(startAll(30_000)).toHaveLength(1);
    finish(lane, answered(5), 30_000);
    expect(startAll(30_000)).toHaveLength(8);
  });
});
