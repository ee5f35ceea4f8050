// Customers and their ways to pay, put together; no framework in here.
import type { Clock, Logger } from '@ledgerway/platform';
import type { Commands } from '../commands/commands.js';
import type { Expander } from '../expand/expander.js';
import { Attachments } from '../payment-methods/attachments.js';
import { CardVerifier } from '../payment-methods/card-verifier.js';
import { MethodCommands } from '../payment-methods/method-commands.js';
import { MethodLists } from '../payment-methods/method-lists.js';
import { MethodSources } from '../payment-methods/method-sources.js';
import { NewMethods } from '../payment-methods/new-methods.js';
import { PaymentMethods } from '../payment-methods/payment-methods.js';
import type { PaymentsClient, ReportingClient } from '../queries/query-client.js';
import type { SeenPositions } from '../queries/seen-positions.js';
import type { StreamReader } from '../streams/stream-reader.js';
import type { CardSources } from '../tokens/card-sources.js';
import { CustomerCommands } from './customer-commands.js';
import { CustomerSources } from './customer-sources.js';
import { Customers } from './customers.js';
import { LeftBehindMethods } from './left-behind-methods.js';
import { NewSources } from './new-sources.js';

export type CustomerPartsOptions = {
  readonly payments: PaymentsClient;
  readonly reporting: ReportingClient;
  readonly seen: SeenPositions;
  readonly reader: StreamReader;
  readonly commands: Commands;
  readonly cards: CardSources;
  readonly expander: Expander;
  readonly clock: Clock;
  readonly logger: Logger;
};

export function customerParts(options: CustomerPartsOptions) {
  const { reader, cards, expander, reporting, seen, clock, logger } = options;
  const verifier = new CardVerifier(options.payments);
  const newMethods = new NewMethods(cards);
  const methodCommands = new MethodCommands(options.commands);
  const commands = new CustomerCommands(options.commands);
  const attachments = new Attachments(reader, newMethods, methodCommands, commands, verifier);
  const newSources = new NewSources(cards, verifier);
  const leftBehind = new LeftBehindMethods(reporting, seen, methodCommands, logger);
  return {
    verifier,
    methodCommands,
    methodSources: new MethodSources(reader, cards, newMethods),
    paymentMethods: new PaymentMethods(reader, newMethods, methodCommands, commands, clock),
    methodLists: new MethodLists(reporting, seen, expander),
    attachments,
    customers: new Customers(reader, commands, newSources, attachments, leftBehind),
    customerSources: new CustomerSources(reader, commands, newSources, clock),
  };
}
