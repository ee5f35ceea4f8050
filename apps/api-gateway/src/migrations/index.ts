import { CreateAccountsAndKeys } from './0001-create-accounts-and-keys.js';
import { CreateIdempotency } from './0002-create-idempotency.js';
import { CreateTokens } from './0003-create-tokens.js';

export const schema = 'gateway';
export const role = 'ledgerway_gateway';

/** The gateway's part of an installation's database, as `migrate` takes it. */
export const gatewayDatabase = {
  schema,
  role,
  migrations: [CreateAccountsAndKeys, CreateIdempotency, CreateTokens],
};
