import {
  CreateAccountParams,
  CreateApiKeyParams,
  CreateClientCertificateParams,
  CreatedListParams,
  CreateOAuthClientParams,
  ExpandParams,
  ListBalanceTransactionsParams,
  ListForAccountParams,
  LedgerBalancesParams,
  LedgerExportParams,
  ListParams,
  ListRequestLogsParams,
  RollApiKeyParams,
  UpdateAccountParams,
} from '@ledgerway/contracts';
import { FileAnswer, operation, type Operations } from '../operation.js';
import { oauthOperations } from './oauth.js';
import { payoutOperations } from './payouts.js';
import { reportOperations } from './reports.js';
import { projectionOperations } from './projections.js';
import { settlementOperations } from './settlements.js';
import { webhookOperations } from './webhooks.js';

export const accountOperations: Operations = {
  Balance: {
    'GET /v1/balance': operation('Retrieve the balance', ExpandParams, 'balance'),
    'GET /v1/balance_transactions': operation(
      'List what moved the balance',
      ListBalanceTransactionsParams,
      'list of balance_transaction',
    ),
    'GET /v1/balance_transactions/{id}': operation(
      'Retrieve a balance transaction',
      ExpandParams,
      'balance_transaction',
    ),
    'GET /v1/ledger/balances': operation(
      'Retrieve what an account of the ledger held at any moment',
      LedgerBalancesParams,
      'ledger_balance',
    ),
    'GET /v1/ledger/entries': operation(
      'List the entries of the journal',
      CreatedListParams,
      'list of ledger_entry',
    ),
    'GET /v1/ledger/export': operation(
      'Export the journal as hledger, beancount or CSV text',
      LedgerExportParams,
      new FileAnswer(['text/plain', 'text/csv']),
    ),
  },
  Payouts: payoutOperations,
  Reports: reportOperations,
  Settlement: settlementOperations,
  'Events and webhooks': webhookOperations,
  Accounts: {
    'GET /v1/account': operation('Retrieve your account', ExpandParams, 'account'),
    'POST /v1/accounts': operation('Create an account', CreateAccountParams, 'account'),
    'GET /v1/accounts': operation('List accounts', ListParams, 'list of account'),
    'GET /v1/accounts/{id}': operation('Retrieve an account', ExpandParams, 'account'),
    'POST /v1/accounts/{id}': operation(
      'Change the limits, the fees or the payout schedule of an account',
      UpdateAccountParams,
      'account',
    ),
    'GET /v1/request_logs': operation(
      'List your requests',
      ListRequestLogsParams,
      'list of request_log',
    ),
    'GET /v1/request_logs/{id}': operation('Retrieve a request', ExpandParams, 'request_log'),
  },
  'API keys': {
    'POST /v1/api_keys': operation('Create an API key', CreateApiKeyParams, 'api_key'),
    'GET /v1/api_keys': operation('List API keys', ListParams, 'list of api_key'),
    'GET /v1/api_keys/{id}': operation('Retrieve an API key', ExpandParams, 'api_key'),
    'POST /v1/api_keys/{id}/roll': operation(
      'Give a key another secret',
      RollApiKeyParams,
      'api_key',
    ),
    'DELETE /v1/api_keys/{id}': operation('Revoke an API key', undefined, 'deleted_api_key'),
  },
  'Client certificates': {
    'POST /v1/client_certificates': operation(
      'Bind a certificate to an account',
      CreateClientCertificateParams,
      'client_certificate',
    ),
    'GET /v1/client_certificates': operation(
      'List client certificates',
      ListForAccountParams,
      'list of client_certificate',
    ),
    'GET /v1/client_certificates/{id}': operation(
      'Retrieve a client certificate',
      ExpandParams,
      'client_certificate',
    ),
    'DELETE /v1/client_certificates/{id}': operation(
      'Revoke a client certificate',
      undefined,
      'deleted_client_certificate',
    ),
  },
  OAuth: {
    'POST /v1/oauth_clients': operation(
      'Create an OAuth client',
      CreateOAuthClientParams,
      'oauth_client',
    ),
    'GET /v1/oauth_clients': operation(
      'List OAuth clients',
      ListForAccountParams,
      'list of oauth_client',
    ),
    'GET /v1/oauth_clients/{id}': operation(
      'Retrieve an OAuth client',
      ExpandParams,
      'oauth_client',
    ),
    'DELETE /v1/oauth_clients/{id}': operation(
      'Delete an OAuth client',
      undefined,
      'deleted_oauth_client',
    ),
    ...oauthOperations,
  },
  Projections: projectionOperations,
  'This description': {
    'GET /v1/openapi.json': operation('Retrieve this description', undefined, { type: 'object' }),
  },
};
