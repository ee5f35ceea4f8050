// What the public API answers to each refusal of a command.
import type { StreamRejection } from '@ledgerway/domain';
import { chargeRejectionAnswers } from './charge-rejections.js';
import type { ToApiError } from './context.js';
import {
  customerRejectionAnswers,
  methodRejectionAnswers,
  setupRejectionAnswers,
} from './kept-card-rejections.js';
import { merchantRejectionAnswers } from './merchant-rejections.js';
import { intentRejectionAnswers } from './payment-intent-rejections.js';
import { settlementRejectionAnswers } from './settlement-rejections.js';

/** Every refusal has its answer: a forgotten one does not compile. */
export const rejectionToApiError: Readonly<Record<StreamRejection, ToApiError>> = {
  ...chargeRejectionAnswers,
  ...intentRejectionAnswers,
  ...methodRejectionAnswers,
  ...customerRejectionAnswers,
  ...setupRejectionAnswers,
  ...merchantRejectionAnswers,
  ...settlementRejectionAnswers,
};
