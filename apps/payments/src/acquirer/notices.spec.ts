// What the acquirer says by itself reaches the log once, and survives the end of the process.
import type { Charge, StreamCommand, Terms } from '@ledgerway/domain';
import { eventually } from '@ledgerway/testing';
import { caller, refund, RunningPayments } from '../../test/running-payments.js';

describe('a notice of the acquirer', () => {
  let payments: RunningPayments;
  let looks = 0;
  beforeAll(async () => {
    payments = await RunningPayments.start();
  }, 60_000);
  afterAll(() => payments?.stop());

  const patience = { deadlineMs: 10_000 };
  const seen = (terms: Terms, type: string) =>
    eventually(async () => expect(await payments.eventsOf(terms)).toContain(type), patience);
  const timesSeen = async (terms: Terms, type: string) =>
    (await payments.eventsOf(terms)).filter((one) => one === type).length;

  /** The dispute of a charge, asked for by a command that changes nothing. */
  async function disputeOf(terms: Terms) {
    const nothing: StreamCommand = { type: 'UpdateCharge', caller, changes: {}, at: Date.now() };
    const { state } = await payments.send(terms, `look ${++looks}`, nothing);
    return (state.charge as Charge).disputes[0]!;
  }

  it('opens a dispute on a captured charge; evidence that wins closes it', async () => {
    const terms = payments.terms('tok_createDispute');
    await payments.create(terms);
    await seen(terms, 'DisputeOpened');
    const { disputeId, amount, fee } = await disputeOf(terms);
    expect([amount, fee]).toEqual([2000n, 1500n]);
    await payments.send(terms, 'evidence', {
      type: 'UpdateDispute',
      caller,
      disputeId,
      evidence: { uncategorized_text: 'winning_evidence' },
      metadata: {},
      submit: true,
      at: Date.now(),
    });
    await seen(terms, 'DisputeClosed');
    expect((await disputeOf(terms)).status).toBe('won');
    expect(await timesSeen(terms, 'DisputeOpened')).toBe(1);
  });

  it('never comes for a card that nobody disputes', async () => {
    const [disputed, plain] = [payments.terms('tok_createDispute'), payments.terms('tok_visa')];
    await payments.create(plain);
    await payments.create(disputed);
    await seen(disputed, 'DisputeOpened');
    expect(await payments.eventsOf(plain)).not.toContain('DisputeOpened');
  });

  it('takes a refund back that had succeeded', async () => {
    const terms = payments.terms('tok_visa');
    await payments.create(terms);
    const command = refund(terms, 'refund', 500n);
    await payments.send(terms, 'refund', command);
    if (command.type !== 'RefundCharge') throw new Error('not a refund');
    expect(await payments.sandbox.connector.failRefund(command.refundId)).toBe(true);
    await seen(terms, 'RefundFailed');
  });

  it('that came while no process was there is heard by the next one', async () => {
    const terms = payments.terms('tok_createDisputeInquiry', 'manual');
    await payments.create(terms);
    // The acquirer's book has the capture, and nobody has been told of the dispute yet.
    await payments.restart();
    const core = terms.chargeId;
    await payments.send(terms, 'capture', {
      type: 'CaptureCharge',
      caller,
      captureId: `cap_${core.slice(3)}`,
      amount: null,
      final: true,
      releaseId: `re_${core.slice(3)}`,
      at: Date.now(),
    });
    await payments.restart();
    await seen(terms, 'DisputeOpened');
    expect((await disputeOf(terms)).status).toBe('warning_needs_response');
  }, 60_000);
});
