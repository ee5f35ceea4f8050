// What the headers of a delivery say about its signature, in either scheme, or what is wrong with
// them before anything is computed.

export const schemes = ['standard', 'stripe'] as const;
export type Scheme = (typeof schemes)[number];

export type Claim = {
  readonly scheme: Scheme;
  /** Signed along in Standard Webhooks only. */
  readonly id: string;
  readonly timestampS: number;
  /** By shared secrets, without their version: base64 or hex. Several while one is replaced. */
  readonly signatures: readonly string[];
  /** By Ed25519 keys, the same way; in Standard Webhooks only. */
  readonly keySignatures: readonly string[];
};

export type Mistake = {
  readonly reason: 'missing_header' | 'malformed_header' | 'wrong_scheme';
  readonly why: string;
};

/** By name in lower case. */
export type Headers = ReadonlyMap<string, string>;

const namesOf: Readonly<Record<Scheme, readonly string[]>> = {
  standard: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  stripe: ['stripe-signature'],
};

/** The schemes that at least one header belongs to. */
export const schemesIn = (headers: Headers): Scheme[] =>
  schemes.filter((scheme) => namesOf[scheme].some((name) => headers.has(name)));

export const readClaim = (scheme: Scheme, headers: Headers): Claim | Mistake =>
  scheme === 'standard' ? readStandard(headers) : readStripe(headers.get('stripe-signature') ?? '');

function readStandard(headers: Headers): Claim | Mistake {
  const missing = namesOf.standard.filter((name) => !headers.has(name));
  if (missing.length > 0)
    return { reason: 'missing_header', why: `There is no ${missing.join(' and no ')}.` };
  const [id, timestamp, signature] = namesOf.standard.map((name) => headers.get(name)!);
  const time = readTime(timestamp!, 'webhook-timestamp');
  if (typeof time !== 'number') return time;
  if (signature!.startsWith('t='))
    return wrongScheme('webhook-signature holds the value of Stripe-Signature.');
  const versions = signature!.trim().split(/\s+/);
  const ofVersion = (shape: RegExp) => versions.flatMap((one) => shape.exec(one)?.[1] ?? []);
  const signatures = ofVersion(/^v1,([A-Za-z\d+/]{43}=)$/);
  const keySignatures = ofVersion(/^v1a,([A-Za-z\d+/]{86}==)$/);
  if (signatures.length + keySignatures.length > 0)
    return { scheme: 'standard', id: id!, timestampS: time, signatures, keySignatures };
  return malformed(
    'webhook-signature has to be v1, and 44 characters of base64, or v1a, and 88 of them.',
  );
}

function readStripe(value: string): Claim | Mistake {
  if (/^v1a?,/.test(value.trim()))
    return wrongScheme('Stripe-Signature holds the value of webhook-signature.');
  const fields = value.split(',').map((field) => field.trim().split('='));
  const valuesOf = (name: string) => fields.flatMap(([key, text]) => (key === name ? [text!] : []));
  const [timestamp] = valuesOf('t');
  if (timestamp === undefined)
    return malformed('Stripe-Signature has no t=, the time it was made.');
  const time = readTime(timestamp, 't= in Stripe-Signature');
  if (typeof time !== 'number') return time;
  const signatures = valuesOf('v1');
  if (!signatures.some((one) => /^[\da-f]{64}$/.test(one)))
    return malformed('Stripe-Signature needs v1= and 64 hexadecimal digits.');
  return { scheme: 'stripe', id: '', timestampS: time, signatures, keySignatures: [] };
}

function readTime(text: string, where: string): number | Mistake {
  if (/^\d{9,10}$/.test(text)) return Number(text);
  const isMs = /^\d{13}$/.test(text);
  return malformed(`${where} has to be in unix seconds${isMs ? ', not milliseconds' : ''}.`);
}

const malformed = (why: string): Mistake => ({ reason: 'malformed_header', why });
const wrongScheme = (why: string): Mistake => ({ reason: 'wrong_scheme', why });
