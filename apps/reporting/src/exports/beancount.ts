// A ledger that `bean-check` accepts.
import { accountKinds, inMajorUnits, parseAccount, type AccountKind } from '@ledgerway/domain';
import type { ExportedAccount, ExportedEntry, LedgerText } from './entry.js';

type AccountType = (typeof accountKinds)[AccountKind];

const roots: Readonly<Record<AccountType, string>> = {
  asset: 'Assets',
  liability: 'Liabilities',
  revenue: 'Income',
  expense: 'Expenses',
  clearing: 'Equity',
};

/** Before any entry that there can be. */
const opening = '1970-01-01';

/** Parts of a name are letters, digits and hyphens there, and begin with a capital or a digit. */
const partOf = (text: string): string => {
  const plain = text.replaceAll(/[^A-Za-z0-9]+/g, '-');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
};

/** `Liabilities:Live:Posted:Merchant-available:Acct-1`; the file tells our own name of each. */
export function beancountAccount({ account, livemode, layer }: ExportedAccount): string {
  const { kind, owner } = parseAccount(account);
  const names = [livemode ? 'Live' : 'Test', layer, kind, ...(owner?.split(':') ?? [])];
  return [roots[accountKinds[kind]], ...names.map(partOf)].join(':');
}

export const beancount: LedgerText = {
  head: (accounts, currencies) =>
    [
      '; The journal of Ledgerway. Amounts of a debit are positive.',
      'option "title" "Ledgerway"',
      ...currencies.map((currency) => `${opening} commodity ${currency.toUpperCase()}`),
      ...accounts.map(
        (account) =>
          `${opening} open ${beancountAccount(account)}\n  account: "${account.account}"`,
      ),
      '\n',
    ].join('\n'),

  entry: ({ day, id, event, streamId, livemode, legs }: ExportedEntry) =>
    [
      `${day} * "${event}"`,
      `  entry: "${id}"`,
      `  stream: "${streamId}"`,
      ...legs.map(
        (leg) =>
          `  ${beancountAccount({ ...leg, livemode })}  ` +
          `${inMajorUnits(leg)} ${leg.currency.toUpperCase()}`,
      ),
      '\n',
    ].join('\n'),
};
