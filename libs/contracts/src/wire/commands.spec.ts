import type { StreamCommand } from '@ledgerway/domain';
import { at, terms } from '../testing/examples.js';
import { intent, method } from '../testing/stream-examples.js';
import { commandFromJson } from './commands.js';
import { toJson, type Json } from './json.js';

const caller = { merchantId: 'acct_1', livemode: false };
const again = (command: StreamCommand) => commandFromJson(JSON.parse(toJson(command)) as Json);

describe('a command as JSON', () => {
  it.each<[string, StreamCommand]>([
    ['the creation of a charge', { type: 'CreateCharge', terms, at }],
    [
      'the creation of an intent',
      { type: 'CreatePaymentIntent', intent, newMethod: method, confirm: null, at },
    ],
    [
      'an update of an intent’s amount',
      {
        type: 'UpdatePaymentIntent',
        caller,
        changes: { amount: 5n, metadata: { amount: '12' } },
        newMethod: null,
        at,
      },
    ],
    [
      'an update of anything else',
      { type: 'UpdatePaymentIntent', caller, changes: {}, newMethod: null, at },
    ],
    [
      'a capture of all there is',
      {
        type: 'CapturePaymentIntent',
        caller,
        captureId: 'cap_1',
        amount: null,
        releaseId: 're_1',
        changes: {},
        at,
      },
    ],
    [
      'a bank credit',
      {
        type: 'ReceiveCredit',
        caller,
        creditId: 'credit-1',
        amount: 5n,
        currency: 'hkd',
        reference: 'a',
        bankReference: 'b',
        at,
      },
    ],
    [
      'a dispute of all that was captured',
      {
        type: 'OpenDispute',
        disputeId: 'du_1',
        amount: null,
        fee: 1500n,
        reason: 'fraudulent',
        networkReasonCode: '10.4',
        warning: false,
        evidenceDueBy: at,
        at,
      },
    ],
  ])('comes back as it was: %s', (_, command) => expect(again(command)).toEqual(command));

  it('needs somebody who asks, unless it opens a stream or comes from ourselves', () => {
    const deletion = { type: 'DeleteCustomer', at };
    expect(() => commandFromJson(deletion)).toThrow('No caller');
    expect(() => commandFromJson({ ...deletion, caller: null })).toThrow('No caller');
    expect(commandFromJson({ ...deletion, caller })).toEqual({ ...deletion, caller });
    expect(commandFromJson({ type: 'AnnounceExpiry', at })).toEqual({ type: 'AnnounceExpiry', at });
  });
});
