// `@ledgerway/domain/testing`: what the specs of other packages start from. They spread an example
// and write down only what their own case is about. Code that runs for merchants may not import it.
export {
  approval,
  authorized,
  captured,
  card,
  decline,
  details as chargeDetails,
  expired,
  expiresAt,
  at,
  sold,
  terms,
  voided,
} from './examples.js';
export {
  billing,
  cardMethod as methodSnapshot,
  confirmation,
  intent,
  intentDetails,
  kept as keptMethod,
} from './payment-intents.js';
export {
  customerDetails,
  customerMade as customer,
  setupDetails,
  setupMade as setupIntent,
} from './resource-examples.js';
