import { specFor } from '@ledgerway/testing';
import { at, card } from '../testing/examples.js';
import {
  attach,
  createMethod,
  detach,
  keysOf,
  method,
  otherMode,
  stranger,
  use,
  wallet,
} from '../testing/resource-examples.js';
import type { PaymentMethod, PaymentMethodCommand, PaymentMethodEvent } from './model.js';
import { paymentMethod } from './payment-method.js';

const { given } = specFor(paymentMethod);
const created = (changed: Partial<PaymentMethod> = {}): PaymentMethodEvent => ({
  type: 'PaymentMethodCreated',
  method: { ...method, ...changed },
  at,
});
const attached = (customer: string, setUp = false): PaymentMethodEvent => ({
  type: 'PaymentMethodAttached',
  methodId: 'pm_1',
  customer,
  setUp,
  at,
});
const detached: PaymentMethodEvent = {
  type: 'PaymentMethodDetached',
  methodId: 'pm_1',
  customer: 'cus_1',
  at,
};
const used: PaymentMethodEvent = { type: 'PaymentMethodUsed', methodId: 'pm_1', by: 'pi_1', at };
const kept = [created(), attached('cus_1')];

describe('making a payment method', () => {
  it('keeps it, once', () => {
    given().when(createMethod()).then(created());
    given(created()).when(createMethod()).then();
  });
  it('refuses another one under the same id', () => {
    given(created())
      .when(createMethod({ type: 'fps', card: null }))
      .thenRejected('key_reused');
    given(created()).when(createMethod(stranger)).thenRejected('key_reused');
  });
});

describe('attaching a payment method', () => {
  it('gives it to a customer', () =>
    given(created()).when(attach('cus_1')).then(attached('cus_1')));
  it('adds nothing if it is the customer’s already', () =>
    given(...kept)
      .when(attach('cus_1'))
      .then());
  it('remembers that it was set up, and never forgets it', () => {
    const setUp = attached('cus_1', true);
    given(created())
      .when(attach('cus_1', { setUp: true }))
      .then(setUp);
    given(created(), setUp).when(attach('cus_1')).then();
    given(created({ setUp: true }), attached('cus_1'))
      .when(attach('cus_1', { setUp: true }))
      .then();
  });
  it('is set up later without being attached a second time', () => {
    given(...kept)
      .when(attach('cus_1', { setUp: true }))
      .then({ type: 'PaymentMethodSetUp', methodId: 'pm_1', at });
  });
  it.each([
    ['another customer has', kept, 'cus_2', 'method_attached_elsewhere'],
    ['was detached', [...kept, detached], 'cus_1', 'method_used_up'],
    ['was used without a customer', [created(), used], 'cus_1', 'method_used_up'],
    ['is a wallet', [created({ type: 'alipay', card: null })], 'cus_1', 'method_not_reusable'],
    ['is a code', [created({ type: 'wechat_pay', card: null })], 'cus_1', 'method_not_reusable'],
    ['is a transfer', [created({ type: 'fps', card: null })], 'cus_1', 'method_not_reusable'],
    ['does not exist', [], 'cus_1', 'method_not_found'],
  ] as const)('is refused for one that %s', (_, events, customer, reason) =>
    given(...events)
      .when(attach(customer))
      .thenRejected(reason),
  );
});

describe('detaching a payment method', () => {
  it('takes it from its customer, for good', () =>
    given(...kept)
      .when(detach)
      .then(detached));
  it('is refused for one that no customer has', () => {
    given(created()).when(detach).thenRejected('method_not_attached');
    given(...kept, detached)
      .when(detach)
      .thenRejected('method_not_attached');
  });
});

describe('using a payment method', () => {
  it('uses it up if it has no customer', () => given(created()).when(use('pi_1')).then(used));
  it('may be repeated by the same payment, not by another', () => {
    given(created(), used).when(use('pi_1')).then();
    given(created(), used).when(use('pi_2')).thenRejected('method_used_up');
  });
  it('is possible again and again for a customer’s', () => {
    given(...kept)
      .when(use('pi_1'))
      .then();
    given(...kept)
      .when(use('pi_2'))
      .then();
  });
  it('is possible once for a wallet', () => {
    const usedWallet: PaymentMethodEvent = { ...used, methodId: 'pm_2' };
    given(created(wallet)).when(use('pi_1', 'pm_2')).then(usedWallet);
    given(created(wallet), usedWallet).when(use('pi_2', 'pm_2')).thenRejected('method_used_up');
  });
  it('is refused once it was detached', () =>
    given(...kept, detached)
      .when(use('pi_1'))
      .thenRejected('method_used_up'));
});

describe('updating a payment method', () => {
  const update = (
    changes: Extract<PaymentMethodCommand, { type: 'UpdatePaymentMethod' }>['changes'],
    methodId = 'pm_1',
  ): PaymentMethodCommand => ({
    type: 'UpdatePaymentMethod',
    caller: { merchantId: method.merchantId, livemode: method.livemode },
    methodId,
    changes,
    at,
  });
  const updated = (after: Partial<PaymentMethod>, previous: object): PaymentMethodEvent => ({
    type: 'PaymentMethodUpdated',
    methodId: 'pm_1',
    after: { ...method, ...after },
    previous: previous as Readonly<Record<string, unknown>>,
    at,
  });

  it('changes what is given, and tells what it was', () => {
    given(created())
      .when(update({ expMonth: 1, expYear: 2040 }))
      .then(
        updated({ card: { ...card, expMonth: 1, expYear: 2040 } }, { expMonth: 12, expYear: 2034 }),
      );
    given(created())
      .when(update({ billing: { email: 'ann@example.com' } }))
      .then(
        updated(
          { billing: { ...method.billing, email: 'ann@example.com' } },
          { billing: method.billing },
        ),
      );
    given(created())
      .when(update({ metadata: { order: '1' } }))
      .then(updated({ metadata: { order: '1' } }, { metadata: {} }));
  });
  it('adds nothing when nothing changes', () => {
    given(created()).when(update({})).then();
    given(created())
      .when(update({ expMonth: 12, billing: {}, metadata: { gone: '' } }))
      .then();
    given(created(wallet))
      .when(update({ expMonth: 1 }, 'pm_2'))
      .then();
  });
  it('refuses too much metadata', () => {
    given(created())
      .when(update({ metadata: keysOf(50) }))
      .then(updated({ metadata: keysOf(50) }, { metadata: {} }));
    given(created())
      .when(update({ metadata: keysOf(51) }))
      .thenRejected('too_much_metadata');
  });
});

describe('a payment method of somebody else', () => {
  it.each([
    ['merchant', stranger],
    ['mode', otherMode],
  ])('is not found by another %s', (_, caller) => {
    const ask = (command: PaymentMethodCommand) =>
      given(...kept)
        .when({ ...command, caller } as PaymentMethodCommand)
        .thenRejected('method_not_found');
    ask(attach('cus_1'));
    ask(detach);
    ask(use('pi_1'));
    ask({ ...detach, type: 'UpdatePaymentMethod', changes: {} } as PaymentMethodCommand);
  });
});

describe('what is known of a payment method', () => {
  const fold = (...events: PaymentMethodEvent[]) =>
    events.reduce(paymentMethod.evolve, paymentMethod.initialState);

  it.each([
    ['made twice', [created(), created()]],
    ['attached to a second customer', [...kept, attached('cus_2')]],
    ['attached after it was detached', [...kept, detached, attached('cus_1')]],
    ['detached from nobody', [created(), detached]],
    ['used twice', [created(), used, used]],
    ['used before it was made', [used]],
  ])('cannot be folded over one %s', (_, events) =>
    expect(() => fold(...events)).toThrow('cannot follow'),
  );
});
