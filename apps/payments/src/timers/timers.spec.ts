import { ManualClock, eventually } from '@ledgerway/testing';
import { caller, capture, RunningPayments } from '../../test/running-payments.js';

const dayMs = 24 * 60 * 60 * 1000;

describe('an authorization that nobody captures', () => {
  const clock = new ManualClock(Date.now());
  let payments: RunningPayments;
  beforeAll(async () => {
    payments = await RunningPayments.start(clock);
  }, 60_000);
  afterAll(() => payments?.stop());

  it('expires after seven days, and can then not be captured; one captured in time stays', async () => {
    const [left, captured] = [
      payments.terms('tok_visa', 'manual'),
      payments.terms('tok_visa', 'manual'),
    ];
    await payments.create(left);
    await payments.create(captured);
    clock.advance(6 * dayMs);
    await payments.send(captured, 'in time', capture(captured, 'in time', null));
    const announced = async () =>
      expect(await payments.eventsOf(left)).toEqual([
        'ChargeRequested',
        'ChargeAuthorized',
        'ChargeExpiringSoon',
      ]);
    await eventually(announced, { deadlineMs: 20_000 });

    clock.advance(dayMs);
    const expired = async () =>
      expect((await payments.eventsOf(left)).at(-1)).toBe('ChargeExpired');
    await eventually(expired, { deadlineMs: 20_000 });
    expect((await payments.eventsOf(captured)).at(-1)).toBe('ChargeCaptured');
    const late = await payments.send(left, 'late', capture(left, 'late', null));
    expect(late.outcome).toEqual({ kind: 'rejected', reason: 'charge_expired' });
  }, 60_000);

  it('expires by the test clock of its account, which no other account shares', async () => {
    const terms = payments.terms('tok_visa', 'manual');
    await payments.create(terms);
    await payments.setClock('acct_somebody_else', 7 * dayMs);
    expect((await payments.eventsOf(terms)).at(-1)).toBe('ChargeAuthorized');
    await payments.setClock(terms.merchantId, 7 * dayMs);
    expect((await payments.eventsOf(terms)).at(-1)).toBe('ChargeExpired');
  }, 60_000);

  it('expires as well if the process that authorized it is gone', async () => {
    const terms = payments.terms('tok_visa', 'manual');
    await payments.create(terms);
    await payments.restart();
    clock.advance(7 * dayMs);
    const expired = async () =>
      expect((await payments.eventsOf(terms)).at(-1)).toBe('ChargeExpired');
    await eventually(expired, { deadlineMs: 20_000 });
  }, 60_000);
});

describe('a code that nobody pays', () => {
  it('runs out, and the intent can be paid in another way', async () => {
    const payments = await RunningPayments.start();
    try {
      const intentId = await payments.createFpsIntent();
      expect((await payments.stateOf(intentId)).intent?.status).toBe('requires_action');
      await payments.setClock(caller.merchantId, dayMs);
      const { intent } = await payments.stateOf(intentId);
      expect(intent?.status).toBe('requires_payment_method');
      expect(intent?.action).toBeNull();
    } finally {
      await payments.stop();
    }
  }, 60_000);
});
