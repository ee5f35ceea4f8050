// How acquirer and bank call us: one account for each acquirer and mode.

/** The acquirers whose files are read. */
const acquirers: readonly string[] = ['sandbox'];

export type MerchantAccount = { readonly acquirer: string; readonly livemode: boolean };

/** `sandbox_live` or `sandbox_test`; nothing for an account that is none of ours. */
export function merchantAccount(name: string): MerchantAccount | undefined {
  const [, acquirer = '', mode] = /^([a-z0-9]+)_(live|test)$/.exec(name) ?? [];
  return acquirers.includes(acquirer) ? { acquirer, livemode: mode === 'live' } : undefined;
}

export const merchantAccountNames: readonly string[] = acquirers.flatMap((acquirer) =>
  ['live', 'test'].map((mode) => `${acquirer}_${mode}`),
);

/** What the ledger calls the bank account that an acquirer pays into: `bank:<this>`. */
export const settlementBankAccount = ({ acquirer }: MerchantAccount): string =>
  `settlement_${acquirer}`;
