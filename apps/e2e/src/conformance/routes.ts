// The public routes, and which kind of id stands where: for walks over all of them.
export const kinds = [
  'charge',
  'refund',
  'customer',
  'card',
  'payment_intent',
  'payment_method',
  'setup_intent',
  'token',
  'event',
  'webhook_endpoint',
  'webhook_delivery',
  'webhook_job',
  'balance_transaction',
  'dispute',
  'api_key',
  'oauth_client',
  'request_log',
  'test_clock',
] as const;
export type Kind = (typeof kinds)[number];

export type Route = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `{kind}` stands for an id of that kind. */
  readonly path: string;
  /** Parameters that name an object, by their names. */
  readonly references: Readonly<Record<string, Kind>>;
  /** Other parameters that the route knows. */
  readonly params: readonly string[];
};

const list = [
  'limit',
  'starting_after',
  'ending_before',
  'expand[]',
  'created',
  'created[gte]',
  'created[lt]',
];
const texts = ['description', 'metadata', 'metadata[a]', 'expand[]'];
const redelivered = ['since', 'until', 'types[]', 'dry_run'];
const money = ['amount', 'currency'];

const route = (
  signature: string,
  references: Readonly<Record<string, Kind>> = {},
  params: readonly string[] = [],
): Route => {
  const [method, path] = signature.split(' ') as [Route['method'], string];
  return { method, path, references, params };
};

const confirmation = [
  'confirm',
  'return_url',
  'off_session',
  'capture_method',
  'payment_method_types[]',
];

export const routes: readonly Route[] = [
  route('POST /v1/charges', { source: 'token', customer: 'customer' }, [
    ...money,
    ...texts,
    'capture',
    'receipt_email',
    'transfer_group',
    'statement_descriptor',
    'shipping[name]',
    'shipping[address][line1]',
  ]),
  route('GET /v1/charges', { customer: 'customer', payment_intent: 'payment_intent' }, [
    ...list,
    'transfer_group',
  ]),
  route('GET /v1/charges/{charge}', {}, ['expand[]']),
  route('POST /v1/charges/{charge}', { customer: 'customer' }, [
    ...texts,
    'receipt_email',
    'fraud_details[user_report]',
  ]),
  route('POST /v1/charges/{charge}/capture', {}, ['amount', 'receipt_email', 'expand[]']),
  route('POST /v1/charges/{charge}/refund', {}, ['amount', 'reason']),
  route('POST /v1/charges/{charge}/refunds', {}, ['amount', 'reason', 'metadata[a]']),
  route('GET /v1/charges/{charge}/refunds', {}, list),
  route('GET /v1/charges/{charge}/refunds/{refund}', {}, ['expand[]']),
  route('POST /v1/refunds', { charge: 'charge', payment_intent: 'payment_intent' }, [
    'amount',
    'reason',
    'metadata[a]',
    'expand[]',
  ]),
  route('GET /v1/refunds', { charge: 'charge', payment_intent: 'payment_intent' }, list),
  route('GET /v1/refunds/{refund}', {}, ['expand[]']),
  route('POST /v1/refunds/{refund}', {}, ['metadata[a]', 'expand[]']),
  route('POST /v1/refunds/{refund}/cancel'),
  route('POST /v1/tokens', { customer: 'customer' }, [
    'card[number]',
    'card[exp_month]',
    'card[exp_year]',
    'card[cvc]',
    'card[name]',
  ]),
  route('GET /v1/tokens/{token}'),
  route('POST /v1/customers', { source: 'token', payment_method: 'payment_method' }, [
    ...texts,
    'email',
    'name',
    'phone',
    'address[line1]',
    'balance',
  ]),
  route('GET /v1/customers', {}, [...list, 'email']),
  route('GET /v1/customers/{customer}', {}, ['expand[]']),
  route(
    'POST /v1/customers/{customer}',
    {
      default_source: 'card',
      source: 'token',
      'invoice_settings[default_payment_method]': 'payment_method',
    },
    [...texts, 'email', 'name'],
  ),
  route('DELETE /v1/customers/{customer}'),
  route('GET /v1/customers/{customer}/sources', {}, list),
  route('POST /v1/customers/{customer}/sources', { source: 'token' }),
  route('GET /v1/customers/{customer}/sources/{card}'),
  route('POST /v1/customers/{customer}/sources/{card}', {}, [
    'name',
    'exp_month',
    'exp_year',
    'metadata[a]',
  ]),
  route('DELETE /v1/customers/{customer}/sources/{card}'),
  route('GET /v1/customers/{customer}/cards', {}, list),
  route('POST /v1/customers/{customer}/cards', { card: 'token' }),
  route('GET /v1/customers/{customer}/cards/{card}'),
  route('POST /v1/customers/{customer}/cards/{card}', {}, ['name']),
  route('DELETE /v1/customers/{customer}/cards/{card}'),
  route('GET /v1/customers/{customer}/payment_methods/{payment_method}'),
  route('GET /v1/customers/{customer}/payment_methods', {}, [...list, 'type']),
  route('POST /v1/payment_methods', {}, [
    'type',
    'card[number]',
    'card[exp_month]',
    'card[exp_year]',
    'card[cvc]',
    'card[token]',
    'billing_details[name]',
    'metadata[a]',
  ]),
  route('GET /v1/payment_methods', { customer: 'customer' }, [...list, 'type']),
  route('GET /v1/payment_methods/{payment_method}', {}, ['expand[]']),
  route('POST /v1/payment_methods/{payment_method}', {}, [
    'billing_details[name]',
    'metadata[a]',
    'card[exp_month]',
  ]),
  route('POST /v1/payment_methods/{payment_method}/attach', { customer: 'customer' }),
  route('POST /v1/payment_methods/{payment_method}/detach'),
  route('POST /v1/payment_intents', { customer: 'customer', payment_method: 'payment_method' }, [
    ...money,
    ...texts,
    ...confirmation,
    'setup_future_usage',
    'payment_method_data[type]',
    'automatic_payment_methods[enabled]',
    'automatic_payment_methods[allow_redirects]',
  ]),
  route('GET /v1/payment_intents', { customer: 'customer' }, list),
  route('GET /v1/payment_intents/{payment_intent}', {}, ['expand[]', 'client_secret']),
  route(
    'POST /v1/payment_intents/{payment_intent}',
    { customer: 'customer', payment_method: 'payment_method' },
    [...money, ...texts],
  ),
  route('POST /v1/payment_intents/{payment_intent}/confirm', { payment_method: 'payment_method' }, [
    'return_url',
    'off_session',
    'client_secret',
  ]),
  route('POST /v1/payment_intents/{payment_intent}/capture', {}, ['amount_to_capture']),
  route('POST /v1/payment_intents/{payment_intent}/cancel', {}, ['cancellation_reason']),
  route('POST /v1/setup_intents', { customer: 'customer', payment_method: 'payment_method' }, [
    ...texts,
    'confirm',
    'usage',
    'return_url',
    'payment_method_types[]',
  ]),
  route('GET /v1/setup_intents', { customer: 'customer', payment_method: 'payment_method' }, list),
  route('GET /v1/setup_intents/{setup_intent}', {}, ['expand[]', 'client_secret']),
  route(
    'POST /v1/setup_intents/{setup_intent}',
    { customer: 'customer', payment_method: 'payment_method' },
    texts,
  ),
  route('POST /v1/setup_intents/{setup_intent}/confirm', { payment_method: 'payment_method' }, [
    'return_url',
  ]),
  route('POST /v1/setup_intents/{setup_intent}/cancel', {}, ['cancellation_reason']),
  route('GET /v1/disputes', { charge: 'charge', payment_intent: 'payment_intent' }, list),
  route('GET /v1/disputes/{dispute}', {}, ['expand[]']),
  route('POST /v1/disputes/{dispute}', {}, [
    'evidence[uncategorized_text]',
    'metadata[a]',
    'submit',
  ]),
  route('POST /v1/disputes/{dispute}/close'),
  route('GET /v1/events', {}, [...list, 'type', 'types[]', 'delivery_success']),
  route('GET /v1/events/{event}', {}, ['expand[]']),
  route('GET /v1/events/{event}/deliveries', {}, [...list, 'status']),
  route('POST /v1/events/{event}/resend', { webhook_endpoint: 'webhook_endpoint' }),
  route('POST /v1/webhook_endpoints', {}, [
    'url',
    'enabled_events[]',
    'api_version',
    'description',
    'metadata[a]',
    'delivery[secret_type]',
  ]),
  route('GET /v1/webhook_endpoints', {}, list),
  route('GET /v1/webhook_endpoints/{webhook_endpoint}'),
  route('POST /v1/webhook_endpoints/{webhook_endpoint}', {}, [
    'url',
    'enabled_events[]',
    'disabled',
    'description',
  ]),
  route('POST /v1/webhook_endpoints/{webhook_endpoint}/roll_secret', {}, [
    'expires_in',
    'secret_type',
  ]),
  route('POST /v1/webhook_endpoints/{webhook_endpoint}/recover', {}, redelivered),
  route('POST /v1/webhook_endpoints/{webhook_endpoint}/replay', {}, redelivered),
  route('POST /v1/webhook_endpoints/{webhook_endpoint}/test', {}, ['type']),
  route('GET /v1/webhook_endpoints/{webhook_endpoint}/deliveries', {}, [...list, 'status']),
  route('GET /v1/webhook_deliveries/{webhook_delivery}'),
  route('POST /v1/webhook_deliveries/{webhook_delivery}/cancel'),
  route('GET /v1/webhook_jobs/{webhook_job}'),
  route('POST /v1/webhook_jobs/{webhook_job}/cancel'),
  route('DELETE /v1/webhook_endpoints/{webhook_endpoint}'),
  route('GET /v1/balance'),
  route('GET /v1/balance_transactions', { source: 'charge' }, [...list, 'type', 'currency']),
  route('GET /v1/balance_transactions/{balance_transaction}', {}, ['expand[]']),
  route('GET /v1/account'),
  route('GET /v1/api_keys', {}, list),
  route('POST /v1/api_keys', {}, [
    'type',
    'name',
    'permissions[charge]',
    'expires_at',
    'ip_allow[]',
  ]),
  route('POST /v1/api_keys/{api_key}/roll', {}, ['overlap_seconds']),
  route('DELETE /v1/api_keys/{api_key}'),
  route('POST /v1/oauth_clients', {}, ['scopes[]', 'token_ttl_seconds', 'certificate']),
  route('POST /oauth/token', {}, ['grant_type', 'scope', 'client_id', 'client_secret']),
  route('POST /oauth/introspect', {}, ['token']),
  route('POST /oauth/revoke', {}, ['token']),
  route('GET /v1/api_keys/{api_key}'),
  route('GET /v1/oauth_clients', {}, list),
  route('GET /v1/oauth_clients/{oauth_client}'),
  route('DELETE /v1/oauth_clients/{oauth_client}'),
  route('GET /v1/client_certificates', {}, list),
  route('POST /v1/client_certificates', {}, ['certificate', 'csr', 'name', 'permissions[charge]']),
  route('GET /v1/client_certificates/nobodys'),
  route('DELETE /v1/client_certificates/nobodys'),
  route('GET /v1/accounts', {}, list),
  route('POST /v1/accounts', {}, ['country', 'default_currency', 'email']),
  route('GET /v1/accounts/nobodys'),
  route('POST /v1/accounts/nobodys', {}, ['limits[reads]']),
  route('GET /v1/openapi.json'),
  route('GET /v1/request_logs/{request_log}'),
  route('GET /v1/request_logs', {}, list),
  route('GET /v1/ledger/entries', {}, list),
  route('POST /v1/test_helpers/payment_intents/{payment_intent}/authenticate', {}, ['outcome']),
  route('POST /v1/test_helpers/payment_intents/{payment_intent}/complete_redirect', {}, [
    'outcome',
  ]),
  route('POST /v1/test_helpers/setup_intents/{setup_intent}/authenticate', {}, ['outcome']),
  route('POST /v1/test_helpers/refunds/{refund}/fail'),
  route('POST /v1/test_helpers/fps/credit', {}, ['reference', 'amount', 'currency']),
  route('POST /v1/test_helpers/acquirer', {}, ['fail', 'latency_ms', 'count']),
  route('POST /v1/test_helpers/clock/advance', {}, ['seconds']),
  route('GET /v1/test_helpers/test_clocks', {}, list),
  route('POST /v1/test_helpers/test_clocks', {}, ['frozen_time', 'name']),
  route('GET /v1/test_helpers/test_clocks/{test_clock}'),
  route('POST /v1/test_helpers/test_clocks/{test_clock}/advance', {}, ['frozen_time']),
  route('DELETE /v1/test_helpers/test_clocks/{test_clock}'),
];

export const placeholdersOf = (path: string): Kind[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, kind]) => kind as Kind);

/** The path with an id at every placeholder. */
export const filled = (path: string, idOf: (kind: Kind) => string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_whole, kind: Kind) => encodeURIComponent(idOf(kind)));
