import { sqlMigration } from '@ledgerway/platform';

// What an account pays, and when it is paid. Null: no fees; paid when it asks for it.
export const AddMoneySettings = sqlMigration(
  11,
  'AddMoneySettings',
  `
  alter table accounts add column fee_schedule jsonb, add column payout_schedule jsonb;
  grant update (fee_schedule, payout_schedule) on accounts to ledgerway_gateway;
  `,
);
