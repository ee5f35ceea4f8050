import { specFor } from '@ledgerway/testing';
import { approved, at, declined, recordAuthorization } from '../testing/examples.js';
import {
  after,
  alipay,
  cancelIntent,
  cardMethod,
  complete,
  confirm,
  createIntent,
  enrolled,
  expireAction,
  fps,
  happened,
  updateIntent,
  wechat,
} from '../testing/payment-intents.js';
import type { MethodSnapshot } from '../payment-method/model.js';
import { stream } from '../stream/stream.js';
import { fpsCodeLifetimeMs, wechatCodeLifetimeMs } from './methods.js';

const { given } = specFor(stream);
const challenged = enrolled('required');
const waitingFor = (method: MethodSnapshot) => happened(createIntent(), confirm(method));

describe('what the payer does', () => {
  it('leads to the charge of the attempt, authenticated if it was a challenge', () => {
    const challenge = after(createIntent(), confirm(challenged), complete('succeeded'));
    expect(challenge.state.charge?.terms).toMatchObject({ chargeId: 'ch_1', authenticated: true });
    expect(challenge.state.intent).toMatchObject({ status: 'processing', action: null });
    const wallet = after(createIntent(), confirm(alipay), complete('succeeded'));
    expect(wallet.state.charge?.terms).toMatchObject({
      method: 'alipay',
      card: null,
      paymentMethod: 'pm_alipay',
      capture: 'automatic',
      authenticated: false,
    });
  });
  it.each([
    ['the challenge', challenged, 'payment_intent_authentication_failure'],
    ['the wallet', alipay, 'payment_method_provider_decline'],
    ['the code', wechat, 'payment_method_provider_decline'],
  ])('fails the attempt with %s, and leaves no charge', (_, method, code) => {
    const { events, state } = after(createIntent(), confirm(method), complete('failed'));
    expect(events.at(-1)?.type).toBe('PaymentIntentAttemptFailed');
    expect(state).toMatchObject({
      charge: null,
      intent: {
        status: 'requires_payment_method',
        method: null,
        action: null,
        lastError: { code, charge: null, method },
      },
    });
  });
  it('may take its time in a wallet, and is told once', () => {
    const processing = { type: 'PaymentIntentProcessing', attempt: 1, at } as const;
    given(...waitingFor(wechat))
      .when(complete('processing'))
      .then(processing);
    given(...waitingFor(wechat), processing)
      .when(complete('processing'))
      .then();
    const done = after(
      createIntent(),
      confirm(wechat),
      complete('processing'),
      complete('succeeded'),
    );
    expect(done.state.charge?.terms.chargeId).toBe('ch_1');
    const failed = after(
      createIntent(),
      confirm(wechat),
      complete('processing'),
      complete('failed'),
    );
    expect(failed.state.intent?.status).toBe('requires_payment_method');
  });
  it('is settled at once in a challenge', () =>
    given(...waitingFor(challenged))
      .when(complete('processing'))
      .thenRejected('action_not_open'));
  it('does not complete a bank transfer: only the money does', () =>
    given(...waitingFor(fps))
      .when(complete('succeeded'))
      .thenRejected('action_not_open'));
  it('adds nothing when it is repeated, and is refused when it contradicts', () => {
    const passed = happened(createIntent(), confirm(challenged), complete('succeeded'));
    given(...passed)
      .when(complete('succeeded'))
      .then();
    given(...passed)
      .when(complete('failed'))
      .thenRejected('action_not_open');
    const paid = happened(
      createIntent(),
      confirm(alipay),
      complete('succeeded'),
      recordAuthorization(approved),
    );
    given(...paid)
      .when(complete('succeeded'))
      .then();
    const failed = happened(createIntent(), confirm(challenged), complete('failed'));
    given(...failed)
      .when(complete('failed'))
      .then();
    given(...failed)
      .when(complete('succeeded'))
      .thenRejected('action_not_open');
  });
  it('counts for the attempt that is open, not for one that was replaced', () => {
    const replaced = happened(createIntent(), confirm(challenged), confirm(alipay, 2));
    given(...replaced)
      .when(complete('succeeded', 1))
      .thenRejected('action_not_open');
    expect(
      stream.decide(
        complete('succeeded', 2),
        after(...[createIntent(), confirm(challenged), confirm(alipay, 2)]).state,
      ),
    ).toMatchObject({
      accepted: true,
      events: [{ type: 'ChargeRequested', terms: { chargeId: 'ch_2' } }],
    });
  });
  it.each([
    ['the payment was canceled', [cancelIntent()]],
    ['the amount was changed', [updateIntent({ amount: 2500n })]],
    ['the method was changed', [updateIntent({ method: cardMethod })]],
  ])('counts no more after %s', (_, commands) =>
    given(...happened(createIntent(), confirm(challenged), ...commands))
      .when(complete('succeeded'))
      .thenRejected('action_not_open'),
  );
  it('does not count for an earlier charge that was declined', () => {
    const earlier = [
      createIntent(),
      confirm(challenged),
      complete('succeeded'),
      recordAuthorization(declined),
    ];
    given(...happened(...earlier))
      .when(complete('succeeded'))
      .then();
    given(...happened(...earlier, confirm(alipay, 2), cancelIntent()))
      .when(complete('succeeded', 2))
      .thenRejected('action_not_open');
  });
  it('counts no more for a card that was never challenged', () =>
    given(...happened(createIntent(), confirm(cardMethod)))
      .when(complete('succeeded'))
      .thenRejected('action_not_open'));
});

describe('a code to scan', () => {
  it.each([
    ['WeChat', wechat, wechatCodeLifetimeMs],
    ['FPS', fps, fpsCodeLifetimeMs],
  ])('of %s runs out when its time is over, not earlier', (_, method, lifetimeMs) => {
    const end = at + lifetimeMs;
    given(...waitingFor(method))
      .when(expireAction(end - 1))
      .thenRejected('not_expired_yet');
    const { events, state } = after(createIntent(), confirm(method), expireAction(end));
    expect(events.at(-1)).toMatchObject({
      type: 'PaymentIntentAttemptFailed',
      error: { code: 'payment_intent_payment_attempt_expired', charge: null, method },
    });
    expect(state.intent).toMatchObject({ status: 'requires_payment_method', method: null });
  });
  it('is not taken any more once its time is over, whoever notices first', () => {
    const end = at + wechatCodeLifetimeMs;
    given(...waitingFor(wechat))
      .when(complete('succeeded', 1, end))
      .thenRejected('action_not_open');
  });
  it('has nothing to run out if the payment went on', () => {
    const end = at + wechatCodeLifetimeMs;
    given(...happened(createIntent(), confirm(wechat), complete('processing')))
      .when(expireAction(end))
      .then();
    given(...happened(createIntent(), confirm(wechat), confirm(fps, 2)))
      .when(expireAction(end, 1))
      .then();
  });
  it('a challenge does not run out', () =>
    given(...waitingFor(challenged))
      .when(expireAction(Number.MAX_SAFE_INTEGER))
      .then());
});
