// A public route, and which kind of id stands where.
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
  'payout',
  'dispute',
  'api_key',
  'oauth_client',
  'request_log',
  'report_run',
  'file',
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

/** What every list takes. */
export const list = [
  'limit',
  'starting_after',
  'ending_before',
  'expand[]',
  'created',
  'created[gte]',
  'created[lt]',
];

/** @param signature such as `GET /v1/charges/{charge}` */
export const route = (
  signature: string,
  references: Readonly<Record<string, Kind>> = {},
  params: readonly string[] = [],
): Route => {
  const [method, path] = signature.split(' ') as [Route['method'], string];
  return { method, path, references, params };
};

export const placeholdersOf = (path: string): Kind[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, kind]) => kind as Kind);

/** The path with an id at every placeholder. */
export const filled = (path: string, idOf: (kind: Kind) => string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_whole, kind: Kind) => encodeURIComponent(idOf(kind)));
