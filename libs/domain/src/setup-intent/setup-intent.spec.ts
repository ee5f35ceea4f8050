import { specFor } from '@ledgerway/testing';
import { at, card } from '../testing/examples.js';
import {
  cancelSetup,
  completeSetup,
  confirmSetup,
  createSetup,
  keysOf,
  method,
  otherMode,
  setupDetails,
  setupMade,
  stranger,
  updateSetup,
  wallet,
} from '../testing/resource-examples.js';
import type { AttemptError } from '../payment-intent/model.js';
import type { MethodSnapshot } from '../payment-method/model.js';
import type { SetupIntentCommand, SetupIntentDetails, SetupIntentEvent } from './model.js';
import { setupIntent } from './setup-intent.js';

const { given } = specFor(setupIntent);
const plain: MethodSnapshot = {
  id: 'pm_1',
  type: 'card',
  card,
  billing: method.billing,
  customer: null,
  setUp: false,
};
type Authentication = NonNullable<typeof card.authentication>;
const guarded = (authentication: Authentication): MethodSnapshot => ({
  ...plain,
  id: 'pm_3ds',
  card: { ...card, authentication },
});
const challenged = guarded('required');

const created: SetupIntentEvent = { type: 'SetupIntentCreated', setupIntent: setupMade, at };
const createdWith = (one: MethodSnapshot): SetupIntentEvent => ({
  type: 'SetupIntentCreated',
  setupIntent: { ...setupMade, method: one, status: 'requires_confirmation' },
  at,
});
const confirmed = (
  confirmId: string,
  one: MethodSnapshot,
  attempt = 1,
  returnUrl: string | null = null,
): SetupIntentEvent => ({
  type: 'SetupIntentConfirmed',
  confirmId,
  attempt,
  method: one,
  returnUrl,
  at,
});
const url = 'https://pay.example/pages/3ds/seti_1';
const actionRequired: SetupIntentEvent = {
  type: 'SetupIntentActionRequired',
  action: { kind: 'use_sdk', url },
  at,
};
const succeeded: SetupIntentEvent = { type: 'SetupIntentSucceeded', at };
const failedWith = (error: AttemptError): SetupIntentEvent => ({
  type: 'SetupIntentFailed',
  error,
  at,
});
const unauthenticated: AttemptError = {
  errorType: 'invalid_request_error',
  code: 'setup_intent_authentication_failure',
  declineCode: null,
  message: 'The payer could not be authenticated. Try again with this or another payment method.',
  param: null,
  charge: null,
  method: challenged,
};
const refused: AttemptError = {
  ...unauthenticated,
  errorType: 'card_error',
  code: 'card_declined',
  method: plain,
};
const canceled: SetupIntentEvent = { type: 'SetupIntentCanceled', reason: null, at };
const updated = (
  changed: Partial<SetupIntentDetails>,
  one: MethodSnapshot | null = null,
): SetupIntentEvent => ({
  type: 'SetupIntentUpdated',
  details: { ...setupDetails, ...changed },
  method: one,
  at,
});

/** How a setup intent comes into each status. */
const waitingForPayer = [created, confirmed('s1', challenged), actionRequired];
const histories = {
  requires_payment_method: [created],
  requires_confirmation: [createdWith(plain)],
  requires_action: waitingForPayer,
  processing: [created, confirmed('s1', plain)],
  succeeded: [created, confirmed('s1', plain), succeeded],
  canceled: [created, canceled],
} as const satisfies Record<string, readonly SetupIntentEvent[]>;
type Status = keyof typeof histories;
const open: Status[] = ['requires_payment_method', 'requires_confirmation', 'requires_action'];
const ended: Status[] = ['processing', 'succeeded', 'canceled'];
const stateOf = (events: readonly SetupIntentEvent[]) =>
  events.reduce(setupIntent.evolve, setupIntent.initialState).setupIntent;

it.each(Object.entries(histories))('the history of %s leads there', (status, events) =>
  expect(stateOf(events)?.status).toBe(status),
);

describe('making a setup intent', () => {
  it('makes it once, in the status its method gives', () => {
    given().when(createSetup()).then(created);
    given()
      .when(createSetup({ method: plain }))
      .then(createdWith(plain));
    given(created).when(createSetup()).then();
  });
  it('refuses a wallet, and somebody else’s under the same id', () => {
    given()
      .when(createSetup({ method: wallet }))
      .thenRejected('method_not_reusable');
    given(created).when(createSetup(stranger)).thenRejected('key_reused');
  });
});

describe('confirming a setup intent', () => {
  it.each(open)('is possible while it is %s', (status) => {
    const attempt = status === 'requires_action' ? 2 : 1;
    given(...histories[status])
      .when(confirmSetup('s2', { method: plain }))
      .then(confirmed('s2', plain, attempt), succeeded);
  });
  it.each(ended)('is refused while it is %s', (status) =>
    given(...histories[status])
      .when(confirmSetup('s2', { method: plain }))
      .thenRejected('setup_intent_state'),
  );
  it('takes the method it has, and needs one', () => {
    given(createdWith(plain)).when(confirmSetup('s1')).then(confirmed('s1', plain), succeeded);
    given(created).when(confirmSetup('s1')).thenRejected('setup_intent_without_method');
    given(created)
      .when(confirmSetup('s1', { method: wallet }))
      .thenRejected('method_not_reusable');
  });
  it('adds nothing when it is repeated', () => {
    given(...waitingForPayer)
      .when(confirmSetup('s1', { method: challenged }))
      .then();
    given(...histories.succeeded)
      .when(confirmSetup('s1'))
      .then();
  });
  it.each(['required', 'required_unless_set_up'] as const)(
    'asks the payer if 3-D Secure is %s',
    (authentication) =>
      given(created)
        .when(confirmSetup('s1', { method: guarded(authentication) }))
        .then(confirmed('s1', guarded(authentication)), actionRequired),
  );
  it('does not ask the payer if 3-D Secure is optional', () =>
    given(created)
      .when(confirmSetup('s1', { method: guarded('optional') }))
      .then(confirmed('s1', guarded('optional')), succeeded));
  it('sends the payer to the page of the challenge, and back to where the merchant wants', () => {
    const returnUrl = 'https://shop.example/done';
    given(created)
      .when(confirmSetup('s1', { method: challenged, returnUrl }))
      .then(confirmed('s1', challenged, 1, returnUrl), {
        type: 'SetupIntentActionRequired',
        action: { kind: 'redirect_3ds', url, returnUrl },
        at,
      });
  });
  it('fails if the card was refused when it was verified', () => {
    given(created)
      .when(confirmSetup('s1', { method: plain, verification: refused }))
      .then(confirmed('s1', plain), failedWith(refused));
    expect(stateOf([created, confirmed('s1', plain), failedWith(refused)])).toMatchObject({
      status: 'requires_payment_method',
      method: null,
      lastError: refused,
    });
  });
});

describe('the challenge of a setup intent', () => {
  it('is passed or failed', () => {
    given(...waitingForPayer)
      .when(completeSetup(1, 'succeeded'))
      .then(succeeded);
    given(...waitingForPayer)
      .when(completeSetup(1, 'failed'))
      .then(failedWith(unauthenticated));
  });
  it('adds nothing when its outcome is repeated, and does not change it', () => {
    const failed = [...waitingForPayer, failedWith(unauthenticated)];
    given(...waitingForPayer, succeeded)
      .when(completeSetup(1, 'succeeded'))
      .then();
    given(...waitingForPayer, succeeded)
      .when(completeSetup(1, 'failed'))
      .thenRejected('setup_intent_state');
    given(...failed)
      .when(completeSetup(1, 'failed'))
      .then();
    given(...failed)
      .when(completeSetup(1, 'succeeded'))
      .thenRejected('setup_intent_state');
  });
  it('counts for its own attempt only', () => {
    const again = [...waitingForPayer, confirmed('s2', challenged, 2), actionRequired];
    given(...again)
      .when(completeSetup(1, 'succeeded'))
      .thenRejected('setup_intent_state');
    given(...again)
      .when(completeSetup(2, 'succeeded'))
      .then(succeeded);
  });
  it.each(['requires_payment_method', 'requires_confirmation', 'canceled', 'processing'] as const)(
    'is not there while it is %s',
    (status) =>
      given(...histories[status])
        .when(completeSetup(stateOf(histories[status])?.attempt ?? 0, 'succeeded'))
        .thenRejected('setup_intent_state'),
  );
});

describe('canceling a setup intent', () => {
  it.each(open)('is possible while it is %s', (status) =>
    given(...histories[status])
      .when(cancelSetup('abandoned'))
      .then({ type: 'SetupIntentCanceled', reason: 'abandoned', at }),
  );
  it.each(ended)('is refused while it is %s', (status) =>
    given(...histories[status])
      .when(cancelSetup())
      .thenRejected('setup_intent_state'),
  );
});

describe('updating a setup intent', () => {
  it.each(open)('changes what it is about while it is %s', (status) => {
    const before = stateOf(histories[status])?.method ?? null;
    given(...histories[status])
      .when(updateSetup({ usage: 'on_session', customer: 'cus_1' }))
      .then(updated({ usage: 'on_session', customer: 'cus_1' }, before));
  });
  it.each(ended)('changes only what is noted of it while it is %s', (status) => {
    const before = stateOf(histories[status])?.method ?? null;
    given(...histories[status])
      .when(updateSetup({ usage: 'on_session' }))
      .thenRejected('setup_intent_state');
    given(...histories[status])
      .when(updateSetup({ method: challenged }))
      .thenRejected('setup_intent_state');
    given(...histories[status])
      .when(updateSetup({ description: 'A plan', metadata: { k: 'v' } }))
      .then(updated({ description: 'A plan', metadata: { k: 'v' } }, before));
  });
  it('replaces the method, which has to be confirmed anew', () => {
    given(...waitingForPayer)
      .when(updateSetup({ method: plain }))
      .then(updated({}, plain));
    expect(stateOf([...waitingForPayer, updated({}, plain)])).toMatchObject({
      status: 'requires_confirmation',
      method: plain,
      action: null,
    });
    expect(stateOf([...waitingForPayer, updated({ description: 'A' }, challenged)])).toMatchObject({
      status: 'requires_action',
      action: { kind: 'use_sdk', url },
    });
  });
  it('adds nothing when nothing changes', () => {
    given(created).when(updateSetup({})).then();
    given(createdWith(plain))
      .when(updateSetup({ method: plain, usage: 'off_session' }))
      .then();
  });
  it('refuses a wallet, and too much metadata', () => {
    given(created)
      .when(updateSetup({ method: wallet }))
      .thenRejected('method_not_reusable');
    given(created)
      .when(updateSetup({ metadata: keysOf(51) }))
      .thenRejected('too_much_metadata');
    given(created)
      .when(updateSetup({ metadata: keysOf(50) }))
      .then(updated({ metadata: keysOf(50) }));
  });
});

describe('a setup intent that is not there', () => {
  it.each([confirmSetup('s1'), updateSetup({}), completeSetup(0, 'failed'), cancelSetup()])(
    'is not found by $type, nor by anybody else',
    (command) => {
      given().when(command).thenRejected('setup_intent_not_found');
      for (const caller of [stranger, otherMode])
        given(created)
          .when({ ...command, caller } as SetupIntentCommand)
          .thenRejected('setup_intent_not_found');
    },
  );
});
