// Against a real PostgreSQL: the races that matter are its races.
import { Seal } from '@ledgerway/platform';
import { eventually } from '@ledgerway/testing';
import { Answer, ApiException, ok, unavailable } from '../edge/answer.js';
import { parseForm } from '../form/parse-form.js';
import {
  counted,
  immediately,
  request,
  startIdempotency,
  ttlMs,
  type IdempotencyUnderTest,
} from '../under-test/idempotency-under-test.js';
import type { Perform } from './idempotency.js';

let under: IdempotencyUnderTest;
beforeAll(async () => {
  under = await startIdempotency();
});
afterAll(() => under?.stop());
beforeEach(() => under.clear());

const gateway = (options?: { waitMs: number }) => under.gateway(options);
/** What another process would do once the answers are stored. */
async function eventuallyStored<T>(work: () => Promise<T>): Promise<T> {
  await under.stored();
  return work();
}

const failing =
  (error: Error): Perform =>
  () =>
    Promise.reject(error);
const refusedWith = (status: 400 | 409) =>
  new ApiException({ status, type: 'invalid_request_error', message: 'no' });
const errorOf = async (promise: Promise<Answer>) => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiException)) throw new Error(`Not refused: ${String(error)}`);
  return { ...error.error, headers: error.headers };
};

describe('a key that is used again', () => {
  it('replays the same bytes, and says so', async () => {
    const first = request();
    const answer = await gateway().run(first, immediately());
    const { perform, operations } = counted();
    const again = await eventuallyStored(() =>
      gateway().run({ ...first, requestId: 'req_again' }, perform),
    );
    expect(again.body).toBe(answer.body);
    expect(again.headers).toEqual({
      'Idempotent-Replayed': 'true',
      'Original-Request': first.requestId,
    });
    expect(operations).toHaveLength(0);
  });

  it('replays a decline too', async () => {
    const first = request();
    await gateway().run(first, immediately(new Answer(402, '{"error":{}}')));
    const again = await eventuallyStored(() =>
      gateway().run({ ...first, requestId: 'r2' }, counted().perform),
    );
    expect(again.status).toBe(402);
  });

  it.each([
    ['parameters', { form: parseForm('amount=2001') }, /same parameters/],
    ['endpoint', { endpoint: 'POST /v1/refunds' }, /same endpoint.*\/v1\/charges.*\/v1\/refunds/],
  ])('for other %s is refused', async (_what, change, message) => {
    const first = request();
    await gateway().run(first, immediately());
    const error = await errorOf(gateway().run({ ...first, ...change }, immediately()));
    expect(error).toMatchObject({ status: 400, type: 'idempotency_error' });
    expect(error.message).toMatch(message);
  });

  it.each([
    ['by another account', { owner: { scope: 'acct_2', livemode: false } }],
    ['in the other mode', { owner: { scope: 'acct_1', livemode: true } }],
  ])('%s is another key', async (_who, change) => {
    const first = request();
    await gateway().run(first, immediately(ok('mine')));
    const other = await gateway().run(
      { ...first, ...change, requestId: 'r2' },
      immediately(ok('theirs')),
    );
    expect(other).toEqual(ok('theirs'));
  });

  it('is new after its time', async () => {
    const first = request();
    await gateway().run(first, immediately(ok('old')));
    under.clock.advance(ttlMs + 1);
    expect(await gateway().run({ ...first, requestId: 'r2' }, immediately(ok('new')))).toEqual(
      ok('new'),
    );
  });
});

describe('a hundred requests with one key at once', () => {
  it('are one operation in one process', async () => {
    const { perform, operations, release } = counted();
    const one = gateway();
    const shared = request();
    const all = Array.from({ length: 100 }, (_, i) =>
      one.run({ ...shared, requestId: `req_${i}` }, perform),
    );
    release();
    const answers = await Promise.all(all);
    expect(operations).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['Idempotent-Replayed'] === 'true')).toHaveLength(
      99,
    );
  });

  it('are the same operation in a hundred processes', async () => {
    const { perform, operations, release } = counted();
    const shared = request();
    const all = Array.from({ length: 100 }, (_, i) =>
      gateway().run({ ...shared, requestId: `req_${i}` }, perform),
    );
    release();
    const answers = await Promise.all(all);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(new Set(operations.map((operation) => operation.commandId())).size).toBe(1);
    expect(new Set(operations.map((operation) => operation.core())).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['Idempotent-Replayed'] !== 'true')).toHaveLength(
      1,
    );
    expect(await under.rows()).toMatchObject({ keys: 1 });
  });

  it('with a hundred bodies are one operation and ninety-nine refusals', async () => {
    const shared = request();
    const all = await Promise.allSettled(
      Array.from({ length: 100 }, (_, i) =>
        gateway().run(
          { ...shared, requestId: `req_${i}`, form: parseForm(`amount=${i}`) },
          immediately(),
        ),
      ),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('and crossed orders of keys do not deadlock', async () => {
    const [one, two] = [gateway(), gateway()];
    const shared = Array.from({ length: 50 }, () => request());
    const both = [
      ...shared.map((r) => one.run({ ...r, requestId: `a${r.key}` }, immediately())),
      ...[...shared].reverse().map((r) => two.run({ ...r, requestId: `b${r.key}` }, immediately())),
    ];
    await expect(Promise.all(both)).resolves.toHaveLength(100);
  });
});

describe('a request that did not end', () => {
  it('is done again as the same operation', async () => {
    const first = request();
    const lost = counted();
    void gateway()
      .run(first, lost.perform)
      .catch(() => undefined); // Its process dies here.
    await eventually(() => expect(lost.operations).toHaveLength(1));
    under.clock.advance(60_000);
    const again = counted();
    again.release();
    const later = { requestId: 'req_later', traceparent: 'of another trace' };
    const answer = await gateway().run({ ...first, ...later }, again.perform);
    expect(answer.headers['Original-Request']).toBe(first.requestId);
    expect(again.operations[0]!.commandId()).toBe(lost.operations[0]!.commandId());
    expect(again.operations[0]!.core()).toBe(lost.operations[0]!.core());
    expect(again.operations[0]!.origin).toEqual({ id: first.requestId, idempotencyKey: first.key });
  });

  it('keeps its key when it timed out, and when it failed', async () => {
    for (const error of [unavailable('late'), new Error('a bug')]) {
      const first = request();
      const operations: string[] = [];
      const perform: Perform = (operation) => {
        operations.push(operation.commandId());
        return operations.length === 1 ? Promise.reject(error) : Promise.resolve(ok('done'));
      };
      await expect(gateway().run(first, perform)).rejects.toBe(error);
      under.clock.advance(1_000);
      expect((await gateway().run({ ...first, requestId: 'r2' }, perform)).body).toBe('"done"');
      expect(operations[1]).toBe(operations[0]);
    }
  });

  it('makes others wait, then tells them that the key is in use', async () => {
    const first = request();
    const { perform, release } = counted();
    const one = gateway({ waitMs: 20 });
    const running = one.run(first, perform);
    const sameProcess = await errorOf(one.run({ ...first, requestId: 'r2' }, perform));
    const otherProcess = await errorOf(
      gateway().run({ ...first, requestId: 'r3' }, failing(unavailable('late'))),
    );
    for (const error of [sameProcess, otherProcess])
      expect(error).toMatchObject({
        status: 409,
        code: 'idempotency_key_in_use',
        headers: { 'Stripe-Should-Retry': 'true' },
      });
    release();
    await running;
  });
});

describe('a refusal', () => {
  it('frees the key for other parameters at once', async () => {
    const first = request();
    await errorOf(gateway().run(first, failing(refusedWith(400))));
    const fixed = { ...first, form: parseForm('amount=50'), requestId: 'r2' };
    expect(await gateway().run(fixed, immediately(ok('fixed')))).toEqual(ok('fixed'));
  });

  it('makes the next attempt another operation', async () => {
    const first = request();
    const commands: string[] = [];
    for (let i = 0; i < 2; i++) {
      await errorOf(
        gateway().run({ ...first, requestId: `r${i}` }, (operation) => {
          commands.push(operation.commandId());
          return Promise.reject(refusedWith(409));
        }),
      );
      under.clock.advance(1);
    }
    expect(commands[1]).not.toBe(commands[0]);
  });
});

describe('without a key', () => {
  it('nothing is stored, and each request is its own operation', async () => {
    const { perform, operations, release } = counted();
    release();
    const first = request({ key: undefined });
    await gateway().run(first, perform);
    await gateway().run(first, perform);
    expect(operations[0]!.commandId()).not.toBe(operations[1]!.commandId());
    expect(await under.rows()).toEqual({ keys: 0, answers: 0 });
  });
});

describe('an answer with a secret', () => {
  const secretAnswer = ok({ secret: 'whsec_do_not_store_me' });

  it('is stored unreadable and replayed in full', async () => {
    const first = request({ secret: true });
    const one = gateway();
    await one.run(first, immediately(secretAnswer));
    const again = await eventuallyStored(() =>
      gateway().run({ ...first, requestId: 'r2' }, counted().perform),
    );
    expect(again.body).toBe(secretAnswer.body);
    const stored = await under.database.query<{ body: Buffer }>(
      'select body from idempotency_answers',
    );
    expect(stored.rows[0]!.body.includes('whsec_')).toBe(false);
  });

  it('does not open in another row', () => {
    const seal = new Seal(under.secrets.answer);
    const sealed = seal.seal('secret', 'acct_1 false key-1');
    expect(seal.open(sealed, 'acct_1 false key-1').toString('utf8')).toBe('secret');
    expect(() => seal.open(sealed, 'acct_2 false key-1')).toThrow();
  });
});
