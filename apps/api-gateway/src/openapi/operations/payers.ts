import {
  AttachPaymentMethodParams,
  CreateCustomerParams,
  CreatePaymentMethodParams,
  CreateSourceParams,
  CreateTokenParams,
  ExpandParams,
  ListCustomerPaymentMethodsParams,
  ListCustomersParams,
  ListPaymentMethodsParams,
  ListSourcesParams,
  UpdateCustomerParams,
  UpdatePaymentMethodParams,
  UpdateSourceParams,
} from '@ledgerway/contracts';
import { operation, type Operation, type Operations } from '../operation.js';

const sourcesAt = (path: string): Readonly<Record<string, Operation>> => ({
  [`POST ${path}`]: operation('Keep a card with a customer', CreateSourceParams, 'card'),
  [`GET ${path}`]: operation('List the cards of a customer', ListSourcesParams, 'list of card'),
  [`GET ${path}/{id}`]: operation('Retrieve a card of a customer', ExpandParams, 'card'),
  [`POST ${path}/{id}`]: operation('Update a card of a customer', UpdateSourceParams, 'card'),
  [`DELETE ${path}/{id}`]: operation('Remove a card', ExpandParams, 'deleted_card'),
});

export const payerOperations: Operations = {
  Customers: {
    'POST /v1/customers': operation('Create a customer', CreateCustomerParams, 'customer'),
    'GET /v1/customers': operation('List customers', ListCustomersParams, 'list of customer'),
    'GET /v1/customers/{id}': operation('Retrieve a customer', ExpandParams, [
      'customer',
      'deleted_customer',
    ]),
    'POST /v1/customers/{id}': operation('Update a customer', UpdateCustomerParams, 'customer'),
    'DELETE /v1/customers/{id}': operation('Delete a customer', ExpandParams, 'deleted_customer'),
    'GET /v1/customers/{customer}/payment_methods': operation(
      'List the payment methods of a customer',
      ListCustomerPaymentMethodsParams,
      'list of payment_method',
    ),
    'GET /v1/customers/{customer}/payment_methods/{id}': operation(
      'Retrieve a payment method of a customer',
      ExpandParams,
      'payment_method',
    ),
  },
  'Cards of customers': {
    ...sourcesAt('/v1/customers/{customer}/sources'),
    ...sourcesAt('/v1/customers/{customer}/cards'),
  },
  'Payment methods': {
    'POST /v1/payment_methods': operation(
      'Create a payment method',
      CreatePaymentMethodParams,
      'payment_method',
    ),
    'GET /v1/payment_methods': operation(
      'List the payment methods of a customer',
      ListPaymentMethodsParams,
      'list of payment_method',
    ),
    'GET /v1/payment_methods/{id}': operation(
      'Retrieve a payment method',
      ExpandParams,
      'payment_method',
    ),
    'POST /v1/payment_methods/{id}': operation(
      'Update a payment method',
      UpdatePaymentMethodParams,
      'payment_method',
    ),
    'POST /v1/payment_methods/{id}/attach': operation(
      'Keep a payment method with a customer',
      AttachPaymentMethodParams,
      'payment_method',
    ),
    'POST /v1/payment_methods/{id}/detach': operation(
      'Take a payment method from its customer',
      ExpandParams,
      'payment_method',
    ),
  },
  Tokens: {
    'POST /v1/tokens': operation('Make a token of a card', CreateTokenParams, 'token'),
    'GET /v1/tokens/{id}': operation('Retrieve a token', ExpandParams, 'token'),
  },
};
