// Keeps secrets out of the log twice over: by the name of a field, and by the shape of a text.

const hidden = '[hidden]';
const deepest = 8;

const secretNames = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'xapikey',
  'apikey',
  'key',
  'privatekey',
  'secretkey',
  'password',
  'passphrase',
  'secret',
  'token',
  'accesstoken',
  'refreshtoken',
  'credentials',
  'card',
  'pan',
  'cardnumber',
  'number',
  'cvc',
  'cvv',
  'cvv2',
  'securitycode',
  'expmonth',
  'expyear',
  'track1',
  'track2',
  'pin',
]);

function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return secretNames.has(plain) || /(secret|password|apikey)$/.test(plain);
}

/** A copy of `value` in which every field with a secret's name is `[hidden]`, at any depth. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return isCardNumber(String(value)) ? hidden : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === deepest) return '[deeper]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  if (value instanceof Error) return redactError(value, depth);
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return redact(value.toJSON(), depth + 1);
  return redactFields(value, depth);
}

function redactFields(value: object, depth: number): Record<string, unknown> {
  const entries = Object.entries(value).map(([name, field]) => [
    name,
    isSecretName(name) && field !== undefined && field !== null ? hidden : redact(field, depth + 1),
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

// Libraries hang whole connections on their errors, and PostgreSQL's `detail` quotes row values.
const errorFields = ['code', 'errno', 'syscall', 'constraint', 'table', 'statusCode', 'reason'];

function redactError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const known = Object.entries(error).filter(([field]) => errorFields.includes(field));
  return {
    ...redactFields(Object.fromEntries(known), depth),
    type: name,
    message,
    stack,
    ...(cause ? { cause: redact(cause, depth + 1) } : {}),
  };
}

const credentialPatterns: readonly [RegExp, string][] = [
  // Keys keep their prefix: it says which kind was leaked without being the key.
  [
    /\b((?:sk|rk|op)_(?:test_|live_)?|(?:at|ocs)_(?:test|live)_|whsec_)[A-Za-z0-9+/=_-]{6,}/g,
    '$1' + hidden,
  ],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{6,}/gi, '$1 ' + hidden],
  // Not from the scheme on: looking for one at every word costs more than all the rest.
  [/(:\/\/[^\s:/@"]*:)[^\s/@"]+@/g, '$1' + hidden + '@'],
];

// Card schemes start with 2 to 6; a time in micro- or nanoseconds starts with 1.
const digitRun = /(?<!\w|\d[.-])[2-6](?:[ -]?\d){13,18}(?!\w|[.-]\w)/g;

/**
 * Replaces what looks like a key, a bearer token, a URL's password or a card number. Meant for a
 * whole line of the log: numbers outside of texts were already seen by `redact`.
 */
export function hideSecretsIn(text: string): string {
  const withoutKeys = credentialPatterns.reduce((line, [at, put]) => line.replace(at, put), text);
  return withoutKeys.replace(digitRun, (run) => (passesLuhn(run) ? hidden : run));
}

const isCardNumber = (text: string) => /^[2-6]\d{13,18}$/.test(text) && passesLuhn(text);

function passesLuhn(run: string): boolean {
  const digits = [...run].filter((c) => c >= '0' && c <= '9').map(Number);
  const sum = digits.reverse().reduce((total, digit, i) => {
    const weighted = i % 2 === 0 ? digit : digit * 2;
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0;
}
