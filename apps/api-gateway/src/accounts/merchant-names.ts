// How merchants are named to those who pay them: on the payer's pages, and in codes to scan.
import type { Clock } from '@ledgerway/platform';
import { RecentLookups } from '../auth/recent-lookups.js';
import type { AccountStore } from './account-store.js';

/** An account that has not said what its business is called. */
const unnamed = 'Ledgerway merchant';

export class MerchantNames {
  private readonly names: RecentLookups<string>;

  constructor(accounts: Pick<AccountStore, 'businessNames'>, clock: Clock) {
    this.names = new RecentLookups((ids) => accounts.businessNames(ids), clock);
  }

  async of(accountId: string): Promise<string> {
    return (await this.names.get(accountId)) ?? unnamed;
  }
}
