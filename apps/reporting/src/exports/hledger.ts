// A journal that `hledger check --strict` accepts: every account and commodity is declared.
import { accountKinds, inMajorUnits, parseAccount, type AccountKind } from '@ledgerway/domain';
import type { ExportedAccount, ExportedEntry, LedgerText } from './entry.js';

type AccountType = (typeof accountKinds)[AccountKind];

// Clearing accounts return to zero: they belong to nobody, so they stand with the equity.
const roots: Readonly<Record<AccountType, { root: string; type: string }>> = {
  asset: { root: 'assets', type: 'A' },
  liability: { root: 'liabilities', type: 'L' },
  revenue: { root: 'revenues', type: 'R' },
  expense: { root: 'expenses', type: 'X' },
  clearing: { root: 'equity', type: 'E' },
};

const rootOf = (account: string) => roots[accountKinds[parseAccount(account).kind]];

/** `liabilities:live:posted:merchant_available:acct_1`: what is promised never mixes with what is. */
export const hledgerAccount = ({ account, livemode, layer }: ExportedAccount): string =>
  `${rootOf(account).root}:${livemode ? 'live' : 'test'}:${layer}:${account}`;

export const hledger: LedgerText = {
  head: (accounts, currencies) =>
    [
      '; The journal of Ledgerway. Amounts of a debit are positive.',
      'decimal-mark .',
      ...currencies.map((currency) => `commodity ${sampleOf(currency)} ${currency.toUpperCase()}`),
      ...accounts.map(
        (account) => `account ${hledgerAccount(account)}  ; type: ${rootOf(account.account).type}`,
      ),
      '\n',
    ].join('\n'),

  entry: ({ day, id, event, streamId, livemode, legs }: ExportedEntry) =>
    [
      `${day} * (${id}) ${event}  ; stream: ${streamId}`,
      ...legs.map(
        (leg) =>
          `    ${hledgerAccount({ ...leg, livemode })}  ` +
          `${inMajorUnits(leg)} ${leg.currency.toUpperCase()}`,
      ),
      '\n',
    ].join('\n'),
};

/** A directive's number shows its decimals; one without any must still have a decimal mark. */
function sampleOf(currency: string): string {
  const sample = inMajorUnits({ amount: 0n, currency });
  return sample.includes('.') ? sample : `${sample}.`;
}
