import {
  CancelPaymentIntentParams,
  CancelSetupIntentParams,
  CapturePaymentIntentParams,
  CaptureChargeParams,
  ConfirmPaymentIntentParams,
  ConfirmSetupIntentParams,
  CreateChargeParams,
  CreatePaymentIntentParams,
  CreateRefundParams,
  CreateSetupIntentParams,
  ExpandParams,
  ListChargesParams,
  ListDisputesParams,
  ListParams,
  ListPaymentIntentsParams,
  ListRefundsParams,
  ListSetupIntentsParams,
  RefundOfChargeParams,
  RetrieveIntentParams,
  UpdateChargeParams,
  UpdateDisputeParams,
  UpdatePaymentIntentParams,
  UpdateRefundParams,
  UpdateSetupIntentParams,
} from '@ledgerway/contracts';
import { operation, type Operations } from '../operation.js';

export const paymentOperations: Operations = {
  'Payment intents': {
    'POST /v1/payment_intents': operation(
      'Create a payment intent, and confirm it if you say so',
      CreatePaymentIntentParams,
      'payment_intent',
    ),
    'GET /v1/payment_intents': operation(
      'List payment intents',
      ListPaymentIntentsParams,
      'list of payment_intent',
    ),
    'GET /v1/payment_intents/{id}': operation(
      'Retrieve a payment intent',
      RetrieveIntentParams,
      'payment_intent',
    ),
    'POST /v1/payment_intents/{id}': operation(
      'Update a payment intent',
      UpdatePaymentIntentParams,
      'payment_intent',
    ),
    'POST /v1/payment_intents/{id}/confirm': operation(
      'Confirm that the payer pays',
      ConfirmPaymentIntentParams,
      'payment_intent',
    ),
    'POST /v1/payment_intents/{id}/capture': operation(
      'Capture what was authorized',
      CapturePaymentIntentParams,
      'payment_intent',
    ),
    'POST /v1/payment_intents/{id}/cancel': operation(
      'Cancel a payment intent',
      CancelPaymentIntentParams,
      'payment_intent',
    ),
  },
  'Setup intents': {
    'POST /v1/setup_intents': operation(
      'Create a setup intent, and confirm it if you say so',
      CreateSetupIntentParams,
      'setup_intent',
    ),
    'GET /v1/setup_intents': operation(
      'List setup intents',
      ListSetupIntentsParams,
      'list of setup_intent',
    ),
    'GET /v1/setup_intents/{id}': operation(
      'Retrieve a setup intent',
      RetrieveIntentParams,
      'setup_intent',
    ),
    'POST /v1/setup_intents/{id}': operation(
      'Update a setup intent',
      UpdateSetupIntentParams,
      'setup_intent',
    ),
    'POST /v1/setup_intents/{id}/confirm': operation(
      'Confirm that a method may be used later',
      ConfirmSetupIntentParams,
      'setup_intent',
    ),
    'POST /v1/setup_intents/{id}/cancel': operation(
      'Cancel a setup intent',
      CancelSetupIntentParams,
      'setup_intent',
    ),
  },
  Charges: {
    'POST /v1/charges': operation('Charge a card', CreateChargeParams, 'charge'),
    'GET /v1/charges': operation('List charges', ListChargesParams, 'list of charge'),
    'GET /v1/charges/{id}': operation('Retrieve a charge', ExpandParams, 'charge'),
    'POST /v1/charges/{id}': operation('Update a charge', UpdateChargeParams, 'charge'),
    'POST /v1/charges/{id}/capture': operation(
      'Capture an authorized charge, or a part of it',
      CaptureChargeParams,
      'charge',
    ),
  },
  Refunds: {
    'POST /v1/refunds': operation('Refund a charge', CreateRefundParams, 'refund'),
    'GET /v1/refunds': operation('List refunds', ListRefundsParams, 'list of refund'),
    'GET /v1/refunds/{id}': operation('Retrieve a refund', ExpandParams, 'refund'),
    'POST /v1/refunds/{id}': operation('Update a refund', UpdateRefundParams, 'refund'),
    'POST /v1/refunds/{id}/cancel': operation('Cancel a pending refund', ExpandParams, 'refund'),
    'POST /v1/charges/{charge}/refund': operation(
      'Refund a charge (older way)',
      RefundOfChargeParams,
      'charge',
    ),
    'POST /v1/charges/{charge}/refunds': operation(
      'Refund a charge (older way)',
      RefundOfChargeParams,
      'refund',
    ),
    'GET /v1/charges/{charge}/refunds': operation(
      'List the refunds of a charge',
      ListParams,
      'list of refund',
    ),
    'GET /v1/charges/{charge}/refunds/{refund}': operation(
      'Retrieve a refund of a charge',
      ExpandParams,
      'refund',
    ),
  },
  Disputes: {
    'GET /v1/disputes': operation('List disputes', ListDisputesParams, 'list of dispute'),
    'GET /v1/disputes/{id}': operation('Retrieve a dispute', ExpandParams, 'dispute'),
    'POST /v1/disputes/{id}': operation(
      'Give evidence, or hand it in',
      UpdateDisputeParams,
      'dispute',
    ),
    'POST /v1/disputes/{id}/close': operation('Accept a dispute as lost', ExpandParams, 'dispute'),
  },
};
