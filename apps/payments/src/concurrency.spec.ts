// Money under concurrency: of two steps that together exceed what there is, one is refused. Always.
import { capturedAmount, refundedAmount, type Charge } from '@ledgerway/domain';
import { capture, refund, RunningPayments } from '../test/running-payments.js';

const pairs = 10_000;
const atOnce = 500;

describe('10,000 pairs of competing steps', () => {
  let payments: RunningPayments;
  beforeAll(async () => {
    payments = await RunningPayments.start();
  }, 60_000);
  afterAll(() => payments?.stop());

  /** Two captures of 600 and 700 of 1000, then two refunds of 400 and 500 of what was captured. */
  async function race(): Promise<string> {
    const terms = payments.terms('tok_visa', 'manual', 1000n);
    await payments.create(terms);
    const captures = await Promise.all([
      payments.send(terms, 'one', capture(terms, 'one', 600n)),
      payments.send(terms, 'two', capture(terms, 'two', 700n)),
    ]);
    const refunds = await Promise.all([
      payments.send(terms, 'three', refund(terms, 'three', 400n)),
      payments.send(terms, 'four', refund(terms, 'four', 500n)),
    ]);
    const done = (replies: typeof captures) =>
      replies.filter(({ outcome }) => outcome.kind === 'done').length;
    const newest = [...captures, ...refunds].reduce((a, b) => (a.position > b.position ? a : b));
    const charge = newest.state.charge as Charge;
    const within =
      refundedAmount(charge) <= capturedAmount(charge) && capturedAmount(charge) <= 1000n;
    return `${done(captures)} captured, ${done(refunds)} refunded, ${within ? 'within bounds' : 'BEYOND'}`;
  }

  it('never let one too many through', async () => {
    const outcomes = new Map<string, number>();
    let left = pairs;
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (left-- > 0) {
          const outcome = await race();
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        }
      }),
    );
    expect(Object.fromEntries(outcomes)).toEqual({
      '1 captured, 1 refunded, within bounds': pairs,
    });
  }, 300_000);
});
