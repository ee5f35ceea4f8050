import {
  limits,
  answered,
  bulk,
  retry,
  RunningLanes,
  type Work,
  throttled,
  timedOut,
} from '../../test/running-lanes.js';
import { Lanes } from './lanes.js';
import type { EndpointProfile } from './profiles.js';
import type { Lane } from './lane.js';

let lanes: RunningLanes['lanes'];
let claim: RunningLanes['claim'];
let startAll: RunningLanes['startAll'];
let finish: RunningLanes['finish'];
let prove: RunningLanes['prove'];
beforeEach(() => {
  ({ lanes, claim, startAll, finish, prove } = new RunningLanes());
});

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
    expect(startAll(later)).toEqual([]); // Its cap was halved, and seven are still under way.
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

describe('the cap of an endpoint', () => {
  const startable = (id: string, nowMs: number) => {
    claim(id, 40);
    const { length } = startAll(nowMs);
    lanes.drain(lanes.of(id));
    return length;
  };
  const succeed = (lane: Lane, times: number, ms: number) => {
    for (let i = 0; i < times; i++) {
      claim(lane.endpointId, 1);
      startAll(0);
      finish(lane, answered(ms), 0);
    }
  };

  it('grows by one with twenty quick successes, not with slow ones, and not beyond its limit', () => {
    const lane = prove('a');
    succeed(lane, 18, 5);
    expect(lane.allowedInFlight).toBe(8);
    succeed(lane, 1, 5);
    expect(lane.allowedInFlight).toBe(9);
    succeed(lane, 100, 900);
    expect(lane.allowedInFlight).toBe(9);
    succeed(lane, 20 * 40, 5);
    expect(lane.allowedInFlight).toBe(32);
    expect(lane.capLevel).toBe('raised');
  });

  it('is halved when the endpoint has too much, once for all that was under way', () => {
    const lane = prove('a');
    expect(startable('a', 0)).toBe(8);
    for (let i = 0; i < 8; i++) finish(lane, throttled, 10);
    expect(lane.allowedInFlight).toBe(4);
    expect(startable('a', 20)).toBe(4);
    for (let i = 0; i < 4; i++) finish(lane, throttled, 30);
    expect(lane.allowedInFlight).toBe(2);
    expect(lane.capLevel).toBe('lowered');
  });

  it('is never less than one', () => {
    const lane = prove('a');
    for (let at = 10; at < 100; at += 10) {
      claim('a', 1);
      startAll(at);
      finish(lane, throttled, at + 1);
    }
    expect(lane.allowedInFlight).toBe(1);
  });

  it('stays when the endpoint refuses what it was sent', () => {
    const lane = prove('a');
    claim('a', 1);
    startAll(0);
    finish(lane, { ...answered(5), succeeded: false }, 0);
    expect(lane.allowedInFlight).toBe(8);
  });
});

describe('an endpoint with a rate of its own', () => {
  const limited = (ratePerS: number | null) => {
    const lane = prove('a');
    lane.profile = { ratePerS } as EndpointProfile;
    return lane;
  };

  it('gets that many a second, and what waits has spent nothing', () => {
    const lane = limited(4);
    claim('a', 6);
    expect(startAll(1_000)).toHaveLength(4);
    for (let i = 0; i < 4; i++) finish(lane, answered(5), 1_001);
    expect(startAll(1_200)).toHaveLength(0);
    expect(lane.isHeldBack(1_200)).toBe(true);
    expect(startAll(1_250)).toHaveLength(1);
    expect(startAll(1_499)).toHaveLength(0);
    expect(startAll(1_500)).toHaveLength(1);
  });

  it('is claimed for no faster than that', () => {
    const lane = limited(3);
    lane.hasDue = true;
    expect(lanes.wanted(0)).toEqual([{ endpointId: 'a', room: 3 }]);
    claim('a', 3);
    startAll(0);
    expect(lanes.wanted(0)).toEqual([]);
    expect(lanes.wanted(400)).toEqual([{ endpointId: 'a', room: 1 }]);
  });

  it('has no limit any more as soon as its owner takes it away', () => {
    const lane = limited(1);
    claim('a', 5);
    expect(startAll(0)).toHaveLength(1);
    lane.profile = { ratePerS: null } as EndpointProfile;
    expect(startAll(0)).toHaveLength(4);
  });
});

describe('the pools of slots', () => {
  const inUse = () => ({
    first: lanes.pools.used('first'),
    retry: lanes.pools.used('retry'),
    bulk: lanes.pools.used('bulk'),
  });
  const endpoints = Array.from({ length: 20 }, (_, i) => `e${i}`);
  const claimEverywhere = (work?: Work) => {
    for (const id of endpoints) claim(id, 8, work);
  };
  beforeEach(() => endpoints.forEach((id) => prove(id)));

  it('are kept apart while all have work: six, three and one of ten', () => {
    claimEverywhere(bulk);
    claimEverywhere(retry);
    claimEverywhere();
    startAll(0);
    expect(inUse()).toEqual({ first: 24, retry: 12, bulk: 4 });
  });

  it.each([
    ['retries', retry, { first: 0, retry: 40, bulk: 0 }],
    ['many again', bulk, { first: 0, retry: 0, bulk: 40 }],
    ['first attempts', {}, { first: 40, retry: 0, bulk: 0 }],
  ])('are all lent to %s while nobody else has work', (_name, work, used) => {
    claimEverywhere(work);
    startAll(0);
    expect(inUse()).toEqual(used);
  });

  it('go back to their owners as what borrowed them ends', () => {
    claimEverywhere(retry);
    startAll(0);
    claimEverywhere();
    expect(startAll(0)).toHaveLength(0);
    for (let i = 0; i < 10; i++) finish(lanes.of(`e${i % 5}`), answered(5), 0);
    startAll(0);
    expect(inUse()).toEqual({ first: 10, retry: 30, bulk: 0 });
  });

  it('let a new event overtake what is sent again for the same endpoint', () => {
    claimEverywhere(bulk);
    claim('e0', 1);
    startAll(0);
    expect(lanes.pools.used('first')).toBe(1);
  });
});
