import { answered, refused, RunningLanes } from '../../test/running-lanes.js';
import type { Lane } from './lane.js';

let lanes: RunningLanes['lanes'];
let claim: RunningLanes['claim'];
let startAll: RunningLanes['startAll'];
let finish: RunningLanes['finish'];
let prove: RunningLanes['prove'];
beforeEach(() => {
  ({ lanes, claim, startAll, finish, prove } = new RunningLanes());
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
    expect(lane.isPaused(29_999)).toBe(true);
    expect(lane.isPaused(30_000)).toBe(false);
    lanes.drain(lane);
    claim('down', 5);
    expect(startAll(30_000)).toHaveLength(1);
    expect(finish(lane, refused, 30_000)).toBe(true);
    expect(lane.isPaused(89_999)).toBe(true);
    expect(lane.isPaused(90_000)).toBe(false);
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

describe('an endpoint that fails half of what it is sent', () => {
  const failed: Contact = { ...answered(5), succeeded: false };
  function tryOne(lane: Lane, contact: Contact, nowMs: number): boolean {
    claim(lane.endpointId, 1);
    startAll(nowMs);
    return finish(lane, contact, nowMs);
  }

  it('is left alone after twenty attempts, and shows with one at a time how it is', () => {
    const lane = lanes.of('half');
    for (let i = 1; i < 20; i++) expect(tryOne(lane, i % 2 ? failed : answered(5), i)).toBe(false);
    expect(tryOne(lane, failed, 20)).toBe(true);
    claim('half', 5);
    expect(startAll(30_019)).toEqual([]);
    expect(startAll(30_020)).toEqual(['half']);
    // It answers, but it does not take it.
    expect(finish(lane, failed, 30_021)).toBe(true);
    expect(startAll(90_020)).toEqual([]);
    expect(startAll(90_021)).toEqual(['half']);
    finish(lane, answered(5), 90_022);
    expect(startAll(90_022)).toHaveLength(3);
    expect(lane.isPaused(90_022)).toBe(false);
  });

  it('is judged anew once it takes something', () => {
    const lane = lanes.of('half');
    for (let i = 0; i < 20; i++) tryOne(lane, failed, i);
    expect(tryOne(lane, answered(5), 40_000)).toBe(false);
    for (let i = 1; i < 19; i++) expect(tryOne(lane, failed, 40_000 + i)).toBe(false);
    expect(tryOne(lane, failed, 40_019)).toBe(true);
  });

  it('is not paused longer for what was under way when it was', () => {
    const lane = prove('half');
    for (let i = 1; i < 18; i++) tryOne(lane, failed, i);
    claim('half', 5);
    expect(startAll(20)).toHaveLength(5);
    for (let i = 0; i < 2; i++) finish(lane, failed, 21);
    const until = lane.pausedUntilMs;
    expect(until).toBe(30_021);
    expect(finish(lane, failed, 22)).toBe(false);
    expect(finish(lane, failed, 30_022)).toBe(false);
    finish(lane, answered(5), 30_023);
    expect(lane.pausedUntilMs).toBe(until);
    expect(lane.allowedInFlight).toBe(1);
  });

  it('goes on if it is less than half', () => {
    const lane = prove('less');
    for (let i = 0; i < 200; i++) {
      expect(tryOne(lane, i % 20 < 9 ? failed : answered(5), i)).toBe(false);
    }
  });
});
