import { ApiException } from '../edge/answer.js';
import type { Caller } from '../edge/caller.js';
import { checkExpand, type ExpandableKind } from './expandable.js';

const tenant = { merchantId: 'acct_1', livemode: false };
const caller: Caller = { kind: 'secret', keyId: 'key_1', masked: 'sk_test_****0001', tenant };

const refused = (path: string, kind: ExpandableKind, inList = false) => {
  try {
    checkExpand([path], kind, { inList, caller });
    return undefined;
  } catch (error) {
    return (error as ApiException).error;
  }
};

describe('expand', () => {
  it.each([
    ['charge', 'balance_transaction'],
    ['charge', 'customer'],
    ['charge', 'payment_intent'],
    ['charge', 'refunds'],
    ['charge', 'refunds.data.balance_transaction'],
    ['refund', 'charge'],
    ['refund', 'charge.balance_transaction'],
    ['balance_transaction', 'source'],
    ['balance_transaction', 'source.balance_transaction'],
  ] as const)('of a %s may name %s', (kind, path) => expect(refused(path, kind)).toBeUndefined());

  it.each([
    ['charge', 'amount'],
    ['charge', ''],
    ['charge', 'balance_transaction.'],
    ['charge', 'refunds.balance_transaction'],
    ['charge', 'constructor'],
    ['refund', 'charge.refunds.data.charge.refunds'],
  ] as const)('of a %s may not name %s', (kind, path) =>
    expect(refused(path, kind)).toEqual({
      status: 400,
      type: 'invalid_request_error',
      message: `This property cannot be expanded (${path}).`,
    }),
  );

  it('of a list starts with data, and the refusal says so', () => {
    expect(refused('data.balance_transaction', 'charge', true)).toBeUndefined();
    expect(refused('balance_transaction', 'charge', true)?.message).toBe(
      'This property cannot be expanded (balance_transaction). ' +
        "You may want to try expanding 'data.balance_transaction' instead.",
    );
  });
});
