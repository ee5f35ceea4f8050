// How long a key is remembered, and who is told that it is known.
import { ok } from '../edge/answer.js';
import {
  counted,
  immediately,
  request,
  startIdempotency,
  ttlMs,
  type IdempotencyUnderTest,
} from '../under-test/idempotency-under-test.js';
import type { IdempotentRequest } from './idempotency.js';

let under: IdempotencyUnderTest;
beforeAll(async () => {
  under = await startIdempotency();
});
afterAll(() => under?.stop());
beforeEach(() => under.clear());

const gateway = () => under.gateway();

describe('a key in test mode', () => {
  it('ages with the clock of its account, but stays in the database for its real time', async () => {
    const [tested, live] = [request(), request({ owner: { scope: 'acct_1', livemode: true } })];
    for (const one of [tested, live]) await gateway().run(one, immediately(ok('old')));
    await under.stored();
    under.testMode.aheadMs = ttlMs + 1;
    await under.store.expire(under.clock.now() - ttlMs, 1000);
    expect(await under.rows()).toEqual({ keys: 2, answers: 2 });
    const again = async (one: IdempotentRequest) =>
      (await gateway().run({ ...one, requestId: `${one.requestId}b` }, immediately(ok('new'))))
        .body;
    expect(await again(live)).toBe('"old"');
    expect(await again(tested)).toBe('"new"');
    await under.stored();
    under.clock.advance(ttlMs);
    await under.store.expire(under.clock.now() - ttlMs + 1, 1000);
    expect(await under.rows()).toEqual({ keys: 0, answers: 0 });
  });
});

describe('a key whose request is under way', () => {
  it('is in time, however far the clock of its account moves meanwhile', async () => {
    const running = gateway().run(request(), immediately(ok('done')));
    under.testMode.aheadMs = ttlMs + 1;
    expect((await running).body).toBe('"done"');
  });
});

describe('a repeat', () => {
  const { owner } = request();
  const isRepeat = (key: string, scope = owner) => gateway().isRepeat(scope, key);

  it('is known where the first is under way, and elsewhere once its answer is stored', async () => {
    const first = request();
    const { perform, release } = counted();
    const one = gateway();
    expect(await one.isRepeat(owner, first.key)).toBe(false);
    const running = one.run(first, perform);
    expect(await one.isRepeat(owner, first.key)).toBe(true);
    expect(await isRepeat(first.key)).toBe(false);
    release();
    await running;
    await under.stored();
    expect(await isRepeat(first.key)).toBe(true);
    expect(await isRepeat(first.key, { scope: 'acct_2', livemode: false })).toBe(false);
    expect(await isRepeat(first.key, { ...owner, livemode: true })).toBe(false);
  });

  it('is none after the key’s time', async () => {
    const first = request();
    await gateway().run(first, immediately());
    await under.stored();
    under.clock.advance(ttlMs);
    expect(await isRepeat(first.key)).toBe(false);
  });
});

describe('the cleaner', () => {
  it('deletes what is over, and only that', async () => {
    const [old, young] = [request(), request()];
    await gateway().run(old, immediately());
    await under.stored();
    await gateway().run({ ...old, requestId: 'r2' }, counted().perform);
    under.clock.advance(ttlMs / 2);
    await gateway().run(young, immediately());
    await under.stored();
    await gateway().run({ ...young, requestId: 'r3' }, counted().perform);
    under.clock.advance(ttlMs / 2 + 1);
    await under.store.expire(under.clock.now() - ttlMs, 1000);
    expect(await under.rows()).toEqual({ keys: 1, answers: 1 });
  });
});
