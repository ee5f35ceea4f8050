// New accounts. Their keys derive from the operation that asks for them, so that a repeated request,
// even after a crash, makes the same account with the same keys.
import type { KeyObject } from 'node:crypto';
import { deriveCore, idOf, type AccountToRender } from '@ledgerway/contracts';
import type { Database } from '@ledgerway/platform';
import type { ApiKeyStore } from '../auth/api-key-store.js';
import type { Authenticator } from '../auth/authenticator.js';
import { deriveKey, parseKey } from '../auth/key-format.js';
import type { Operation } from '../idempotency/operation.js';
import { noMoneySettings, type AccountStore } from './account-store.js';
import { keyIdOf } from './key-id.js';

export type NewAccount = Pick<
  AccountToRender,
  'country' | 'defaultCurrency' | 'email' | 'businessName'
>;

export class AccountOperations {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountStore,
    private readonly keys: ApiKeyStore,
    private readonly authenticator: Pick<Authenticator, 'forget'>,
    private readonly newKeysSecret: KeyObject,
  ) {}

  /** The account with its four keys, shown this once. */
  async createAccount(operation: Operation, asked: NewAccount) {
    const id = idOf('acct', deriveCore(operation.createdAtMs, operation.commandId()));
    const created = Math.floor(operation.createdAtMs / 1000);
    const account = { ...asked, ...noMoneySettings, id, created };
    const keyOf = (kind: 'publishable' | 'secret', livemode: boolean) =>
      deriveKey(this.newKeysSecret, operation.commandId(), { kind, livemode });
    const keys = {
      publishable: keyOf('publishable', false),
      secret: keyOf('secret', false),
      live_publishable: keyOf('publishable', true),
      live_secret: keyOf('secret', true),
    };
    const createdAtMs = operation.createdAtMs;
    await this.database.transaction(async (transaction) => {
      await this.accounts.add(account, transaction);
      for (const key of Object.values(keys)) {
        const row = { id: keyIdOf(createdAtMs, key), accountId: id, key, name: null, createdAtMs };
        await this.keys.add(row, transaction);
      }
    });
    for (const key of Object.values(keys)) this.authenticator.forget(parseKey(key)!.prefix);
    return { account, keys };
  }
}
