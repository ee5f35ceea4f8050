// What every connector must pass: the four guarantees of port.ts, and that the acquirer's book never
// holds more captured than authorized or more refunded than captured.
import type { CardSnapshot } from '@ledgerway/domain';
import fc from 'fast-check';
import type { AcquirerConnector, AuthorizeRequest, LookupAnswer, StepRequest } from './port.js';

export const misbehaviours = ['timeout', 'timeout_before', 'reset', 'late_response'] as const;
/** Acts without answering; never gets the call; breaks the connection; acts after the deadline. */
export type Misbehaviour = (typeof misbehaviours)[number];

/** A line of the acquirer's own record. `outcome` is the kind of the answer it stands for. */
export type Booked = {
  readonly intentId: string;
  readonly kind:
    'authorization' | 'sale' | 'capture' | 'void' | 'refund' | 'cancel_refund' | 'evidence';
  readonly amount: bigint;
  readonly outcome: string;
};

export type ConnectorUnderTest = {
  readonly connector: AcquirerConnector;
  readonly cards: { readonly approved: CardSnapshot; readonly declined: CardSnapshot };
  /** Makes the acquirer misbehave for the next call of `conformanceMerchant`. */
  misbehave(how: Misbehaviour): Promise<void>;
  /** The authorization of this intent and everything on it. */
  booked(authorizationIntentId: string): Promise<readonly Booked[]>;
  stop(): Promise<void>;
};

export const conformanceMerchant = { merchantId: 'acct_conformance', livemode: false };

const deadlineMs = 10_000;
const shortDeadlineMs = 30;
const repetitions = Array.from({ length: 100 });

export function connectorConformance(name: string, factory: () => Promise<ConnectorUnderTest>) {
  describe(`${name} as an acquirer connector`, () => {
    let under: ConnectorUnderTest;
    let lastIntent = 0;
    beforeAll(async () => {
      under = await factory();
    });
    afterAll(() => under?.stop());

    const intent = () => `intent_${++lastIntent}`;
    const money = { amount: 1000n, currency: 'hkd', ...conformanceMerchant };
    const charge = (change: Partial<AuthorizeRequest> = {}): AuthorizeRequest => ({
      ...money,
      intentId: intent(),
      method: 'card',
      card: under.cards.approved,
      authenticated: false,
      offSession: false,
      bankReference: null,
      capture: false,
      ...change,
    });
    const on = (authorizationIntentId: string, amount = 1000n): StepRequest => ({
      ...money,
      intentId: intent(),
      authorizationIntentId,
      amount,
    });
    const authorized = async (capture = false) => {
      const request = charge({ capture });
      await under.connector.authorize(request, deadlineMs);
      return request.intentId;
    };
    const lines = async (authorizationIntentId: string, intentId: string) =>
      (await under.booked(authorizationIntentId)).filter((line) => line.intentId === intentId);

    describe('acts once per intent', () => {
      it('on an authorization asked for 100 times at once', async () => {
        const request = charge();
        const answers = await Promise.all(
          repetitions.map(() => under.connector.authorize(request, deadlineMs)),
        );
        expect(answers[0]).toMatchObject({ kind: 'approved' });
        expect(answers).toEqual(repetitions.map(() => answers[0]));
        expect(await lines(request.intentId, request.intentId)).toHaveLength(1);
      });

      it.each(['capture', 'void', 'refund'] as const)(
        'on a %s asked for 100 times at once',
        async (step) => {
          const authorization = await authorized(step === 'refund');
          const request = { ...on(authorization), final: true };
          const answers = await Promise.all(
            repetitions.map(() => under.connector[step](request, deadlineMs)),
          );
          expect(answers[0]).toMatchObject({ kind: 'done' });
          expect(answers).toEqual(repetitions.map(() => answers[0]));
          expect(await lines(authorization, request.intentId)).toHaveLength(1);
        },
      );

      it('so that repetitions take nothing from what other intents may still have', async () => {
        const authorization = await authorized(true);
        const [repeated, other] = [on(authorization, 400n), on(authorization, 600n)];
        const answers = await Promise.all(
          [repeated, repeated, repeated, other].map((request) =>
            under.connector.refund(request, deadlineMs),
          ),
        );
        expect(answers.map(({ kind }) => kind)).toEqual(['done', 'done', 'done', 'done']);
      });

      it('and answers a later repetition as it answered first', async () => {
        const authorization = await authorized();
        const first = { ...on(authorization), final: true };
        const refused = { ...on(authorization, 1n), final: true };
        const answers = async () => [
          await under.connector.capture(first, deadlineMs),
          await under.connector.capture(refused, deadlineMs),
        ];
        const before = await answers();
        expect(before).toMatchObject([{ kind: 'done' }, { kind: 'failed' }]);
        expect(await answers()).toEqual(before);
      });
    });

    describe('says plainly what the acquirer said', () => {
      it('approves and declines by the card', async () => {
        const { cards, connector } = under;
        const approved = await connector.authorize(charge(), deadlineMs);
        const declined = await connector.authorize(charge({ card: cards.declined }), deadlineMs);
        expect([approved, declined]).toMatchObject([{ kind: 'approved' }, { kind: 'declined' }]);
      });

      it('refuses a step on an authorization that was declined or never made', async () => {
        const declined = charge({ card: under.cards.declined });
        await under.connector.authorize(declined, deadlineMs);
        for (const authorization of [declined.intentId, 'intent_of_nobody']) {
          const answer = await under.connector.void(on(authorization), deadlineMs);
          expect(answer).toMatchObject({ kind: 'failed' });
        }
      });

      it('captures and refunds what is open, and not one unit more', async () => {
        const { connector } = under;
        const id = await authorized();
        const capture = (amount: bigint) =>
          connector.capture({ ...on(id, amount), final: false }, deadlineMs);
        expect(await capture(600n)).toMatchObject({ kind: 'done' });
        expect(await capture(401n)).toMatchObject({ kind: 'failed' });
        expect(await capture(400n)).toMatchObject({ kind: 'done' });
        expect(await connector.refund(on(id, 1001n), deadlineMs)).toMatchObject({ kind: 'failed' });
        expect(await connector.refund(on(id, 1000n), deadlineMs)).toMatchObject({ kind: 'done' });
      });

      it('captures nothing after the final capture, nor after a void', async () => {
        const { connector } = under;
        const [shortened, voided] = [await authorized(), await authorized()];
        await connector.capture({ ...on(shortened, 1n), final: true }, deadlineMs);
        await connector.void(on(voided), deadlineMs);
        for (const id of [shortened, voided]) {
          const answer = await connector.capture({ ...on(id, 1n), final: true }, deadlineMs);
          expect(answer).toMatchObject({ kind: 'failed' });
        }
      });
    });

    describe('can be asked what became of an intent', () => {
      it('answers absent for an intent it never had', async () => {
        expect(await under.connector.lookup(intent(), deadlineMs)).toEqual({ kind: 'absent' });
      });

      it('repeats the answers it gave', async () => {
        const request = charge();
        const outcome = await under.connector.authorize(request, deadlineMs);
        const capture = { ...on(request.intentId), final: true };
        const captured = await under.connector.capture(capture, deadlineMs);
        expect(await under.connector.lookup(request.intentId, deadlineMs)).toEqual({
          kind: 'authorization',
          outcome,
        });
        expect(await under.connector.lookup(capture.intentId, deadlineMs)).toEqual({
          kind: 'step',
          outcome: captured,
        });
      });
    });

    describe.each(misbehaviours)('after %s', (how) => {
      it('the answer within the deadline is unknown, and asking again settles it once', async () => {
        const request = charge();
        await under.misbehave(how);
        expect(await under.connector.authorize(request, shortDeadlineMs)).toEqual({
          kind: 'unknown',
        });
        const found = await under.connector.lookup(request.intentId, deadlineMs);
        const resent = await under.connector.authorize(request, deadlineMs);
        expect(resent).toMatchObject({ kind: 'approved' });
        if (found.kind !== 'absent')
          expect(found).toEqual({ kind: 'authorization', outcome: resent });
        expect(await lines(request.intentId, request.intentId)).toHaveLength(1);
      });

      it.each(['capture', 'void', 'refund'] as const)('a %s is unknown too', async (step) => {
        const authorization = await authorized(step === 'refund');
        const request = { ...on(authorization), final: true };
        await under.misbehave(how);
        expect(await under.connector[step](request, shortDeadlineMs)).toEqual({ kind: 'unknown' });
        expect(await under.connector[step](request, deadlineMs)).toMatchObject({ kind: 'done' });
        expect(await lines(authorization, request.intentId)).toHaveLength(1);
      });
    });

    it('acts late only on what was not settled meanwhile', async () => {
      const [resent, left] = [charge(), charge()];
      for (const request of [resent, left]) {
        await under.misbehave('late_response');
        await under.connector.authorize(request, shortDeadlineMs);
      }
      const outcome = await under.connector.authorize(resent, deadlineMs);
      // The second call was later, so once it has been acted on, the first has been too.
      expect(await untilPresent(under.connector, left.intentId)).toMatchObject({
        outcome: { kind: 'approved' },
      });
      expect(await lines(resent.intentId, resent.intentId)).toHaveLength(1);
      expect(await under.connector.authorize(resent, deadlineMs)).toEqual(outcome);
    });

    it('never books more than is open, whatever is called, repeated, lost or at once', () =>
      fc.assert(
        fc.asyncProperty(scenarios, async ({ capture, rounds }) => {
          const { connector } = under;
          const authorization = await authorized(capture);
          const ids = repetitions.map(intent);
          for (const { steps, how } of rounds) {
            if (how !== null) await under.misbehave(how);
            const calls = steps.map(({ kind, amount, final, nth }) => {
              const request = { ...on(authorization, amount), intentId: ids[nth] as string, final };
              return connector[kind](request, how === null ? deadlineMs : shortDeadlineMs);
            });
            await Promise.all(calls);
            expectWithinLimits(await under.booked(authorization));
          }
        }),
        { numRuns: 25 },
      ));
  });
}

// Few intents, so that ids are reused; amounts around the authorized 1000.
const scenarios = fc.record({
  capture: fc.boolean(),
  rounds: fc.array(
    fc.record({
      how: fc.option(fc.constantFrom(...misbehaviours), { freq: 8 }),
      steps: fc.array(
        fc.record({
          kind: fc.constantFrom('capture' as const, 'void' as const, 'refund' as const),
          amount: fc.constantFrom(-1n, 0n, 1n, 300n, 500n, 700n, 1000n, 1001n),
          final: fc.boolean(),
          nth: fc.nat({ max: 12 }),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

function expectWithinLimits(booked: readonly Booked[]): void {
  const sum = (kinds: readonly Booked['kind'][], outcomes: readonly string[]) =>
    booked
      .filter((line) => kinds.includes(line.kind) && outcomes.includes(line.outcome))
      .reduce((total, line) => total + line.amount, 0n);
  const authorized = sum(['authorization', 'sale'], ['approved']);
  const captured = sum(['sale'], ['approved']) + sum(['capture'], ['done']);
  const voided = sum(['void'], ['done']);
  const refunded = sum(['refund'], ['done', 'pending']);
  expect(captured + voided <= authorized).toBe(true);
  expect(refunded <= captured).toBe(true);
  expect(booked.every((line) => line.amount > 0n || line.outcome === 'failed')).toBe(true);
  expect(new Set(booked.map((line) => line.intentId)).size).toBe(booked.length);
}

async function untilPresent(connector: AcquirerConnector, intentId: string): Promise<LookupAnswer> {
  for (;;) {
    const answer = await connector.lookup(intentId, deadlineMs);
    if (answer.kind !== 'absent') return answer;
    await new Promise(setImmediate);
  }
}
