import { accountClocksMigration } from '@ledgerway/platform';
import { CreateAccountsAndKeys } from './0001-create-accounts-and-keys.js';
import { CreateIdempotency } from './0002-create-idempotency.js';
import { CreateTokens } from './0003-create-tokens.js';
import { CreateAccessControl } from './0004-create-access-control.js';
import { CreateRateQuotas } from './0005-create-rate-quotas.js';
import { CreateRequestLogs } from './0006-create-request-logs.js';
import { DropTokens } from './0007-drop-tokens.js';
import { ClaimIdempotencyKeysInRealTime } from './0008-claim-idempotency-keys-in-real-time.js';
import { CreateTestClocks } from './0010-create-test-clocks.js';
import { AddMoneySettings } from './0011-add-money-settings.js';

export const schema = 'gateway';
export const role = 'ledgerway_gateway';

/** The gateway's part of an installation's database, as `migrate` takes it. */
export const gatewayDatabase = {
  schema,
  role,
  migrations: [
    CreateAccountsAndKeys,
    CreateIdempotency,
    CreateTokens,
    CreateAccessControl,
    CreateRateQuotas,
    CreateRequestLogs,
    DropTokens,
    ClaimIdempotencyKeysInRealTime,
    accountClocksMigration(9, role),
    CreateTestClocks,
    AddMoneySettings,
  ],
};
