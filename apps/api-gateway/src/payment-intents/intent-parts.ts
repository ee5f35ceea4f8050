// Everything about intents that only they need, and how it hangs together.
import type { AccountClocks, Clock, Logger } from '@ledgerway/platform';
import type { AccountStore } from '../accounts/account-store.js';
import type { FeeSchedules } from '../accounts/fee-schedules.js';
import { MerchantNames } from '../accounts/merchant-names.js';
import type { Commands } from '../commands/commands.js';
import type { PublicObjects } from '../objects/public-objects.js';
import type { MethodCommands } from '../payment-methods/method-commands.js';
import type { MethodSources } from '../payment-methods/method-sources.js';
import type { PaymentsClient } from '../queries/query-client.js';
import { SetupAttempts } from '../setup-intents/setup-attempts.js';
import { SetupIntents } from '../setup-intents/setup-intents.js';
import type { StreamReader } from '../streams/stream-reader.js';
import { ClientAccess } from './client-access.js';
import { Confirmations } from './confirmations.js';
import { IntentRefusals } from './intent-refusals.js';
import { MethodClaims } from './method-claims.js';
import { PayerActions } from './payer-actions.js';
import { PaymentAttempts } from './payment-attempts.js';
import { PaymentIntents } from './payment-intents.js';
import { SavedMethods } from './saved-methods.js';
import { StreamPageIntents } from './stream-page-intents.js';

export type IntentPartsOptions = {
  readonly accounts: AccountStore;
  readonly clock: Clock;
  readonly clocks: AccountClocks;
  readonly commands: Commands;
  /** What an intent will cost is fixed when it is made. */
  readonly fees: FeeSchedules;
  readonly logger: Logger;
  readonly methodCommands: MethodCommands;
  readonly methodSources: MethodSources;
  readonly objects: PublicObjects;
  readonly payments: PaymentsClient;
  /** Where payers reach this installation. */
  readonly publicUrl: () => string;
  readonly reader: StreamReader;
};

export function intentParts(options: IntentPartsOptions) {
  const { commands, reader, objects, payments, clocks, methodCommands, publicUrl } = options;
  const { methodSources: methods } = options;
  const names = new MerchantNames(options.accounts, options.clock);
  const refusals = new IntentRefusals(reader, objects);
  const saved = new SavedMethods(methodCommands, options.logger);
  const actions = new PayerActions(commands, reader, refusals, saved);
  const shared = { commands, reader, objects, methods, refusals };
  const ofSetup = { ...shared, payments, methodCommands, pagesUrl: publicUrl };
  const setupAttempts = new SetupAttempts(ofSetup);
  return {
    clientAccess: new ClientAccess(objects),
    pageIntents: new StreamPageIntents({
      ...{ payments, objects, names, clocks, actions },
      setups: setupAttempts,
    }),
    payerActions: actions,
    paymentIntents: new PaymentIntents({
      ...shared,
      attempts: new PaymentAttempts({
        ...shared,
        claims: new MethodClaims(methodCommands),
        saved,
      }),
      confirmations: new Confirmations(names, publicUrl),
      fees: options.fees,
    }),
    setupAttempts,
    setupIntents: new SetupIntents({ ...shared, methodCommands, attempts: setupAttempts }),
  };
}
