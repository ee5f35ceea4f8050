// Why a delivery does or does not verify. A library says yes or no; this says what to do about it.
import {
  isEd25519Signature,
  publicKeyOf,
  signingSecret,
  standardSignature,
  stripeSignature,
} from '@ledgerway/contracts';
import type { Json } from '../api/api-client.js';
import { differenceOf, parsedJson, rewritingsOf } from './changed-body.js';
import {
  readClaim,
  schemesIn,
  type Claim,
  type Headers,
  type Scheme,
} from './signature-headers.js';

export type Reason =
  | 'ok'
  | 'missing_header'
  | 'malformed_header'
  | 'wrong_scheme'
  | 'wrong_secret'
  | 'body_changed'
  | 'wrong_secret_or_body_changed'
  | 'too_old'
  | 'in_the_future';

export type Verdict = {
  /** None if there is no header of either. */
  readonly scheme: Scheme | null;
  readonly reason: Reason;
  readonly why: string;
};

export type ReceivedDelivery = {
  readonly headers: Headers;
  readonly body: Buffer;
  /** A shared secret, or the public half of an Ed25519 key. */
  readonly secret: string;
  /** Other secrets it may have been signed with, and whose they are. */
  readonly otherSecrets: readonly { readonly name: string; readonly secret: string }[];
  /** The event as the API has it; none if it could not be asked. */
  readonly event: Json | undefined;
  readonly nowS: number;
  /** 0: of any age. */
  readonly toleranceS: number;
};

/** One verdict for each scheme that was used; with a public key, on the one that it is of. */
export function verifySignature(delivery: ReceivedDelivery): Verdict[] {
  const used = schemesIn(delivery.headers);
  const keyed = isPublicKey(delivery.secret) && used.includes('standard');
  if (keyed) return [verdictOn('standard', delivery)];
  if (used.length > 0) return used.map((scheme) => verdictOn(scheme, delivery));
  const why =
    'There is neither Stripe-Signature nor webhook-signature: was every header passed on?';
  return [{ scheme: null, reason: 'missing_header', why }];
}

function verdictOn(scheme: Scheme, delivery: ReceivedDelivery): Verdict {
  const { secret, body } = delivery;
  const claim = readClaim(scheme, delivery.headers);
  if ('reason' in claim) return { scheme, ...claim };
  const mismatch = schemeMistake(claim, secret);
  if (mismatch !== undefined) return { scheme, reason: 'wrong_scheme', why: mismatch };
  const [reason, why] = isSigned(claim, secret, body)
    ? ageOf(claim, delivery)
    : (secretMistake(claim, delivery) ?? bodyMistake(claim, delivery));
  return { scheme, reason, why };
}

type Finding = readonly [reason: Reason, why: string];

const isPublicKey = (secret: string): boolean => /^["'\s]*whpk_/.test(secret);

function schemeMistake({ scheme, ...claim }: Claim, secret: string): string | undefined {
  const keyed = isPublicKey(secret);
  if (keyed && scheme === 'stripe')
    return 'Stripe-Signature is made with a whsec_ secret: a public key cannot verify that.';
  if (keyed && claim.keySignatures.length === 0)
    return 'It is signed with a whsec_ secret only (v1): a public key cannot verify that.';
  if (!keyed && claim.signatures.length === 0)
    return 'It is signed with Ed25519 only (v1a): its public key, whpk_, can verify that.';
  return undefined;
}

function isSigned(claim: Claim, secret: string, body: Buffer): boolean {
  if (/^whpk_[A-Za-z\d+/]{43}=$/.test(secret)) {
    const key = publicKeyOf(secret);
    return claim.keySignatures.some((one) => isEd25519Signature(one, key, { ...claim, body }));
  }
  const key = /^whsec_\S+$/.test(secret) ? signingSecret(secret) : undefined;
  if (key?.kind !== 'hmac') return false;
  const sign = claim.scheme === 'standard' ? standardSignature : stripeSignature;
  return claim.signatures.includes(sign(key, { ...claim, body }));
}

function ageOf({ timestampS }: Claim, { nowS, toleranceS }: ReceivedDelivery): Finding {
  const ageS = nowS - timestampS;
  if (toleranceS > 0 && ageS > toleranceS)
    return [
      'too_old',
      `The signature is right, but ${ageS} s old, and ${toleranceS} s are allowed: ` +
        'was it kept and sent again, or is the clock of this machine fast?',
    ];
  if (toleranceS > 0 && -ageS > toleranceS)
    return [
      'in_the_future',
      `The signature is right, but made ${-ageS} s in the future: the clock of this machine is slow.`,
    ];
  return ['ok', `The signature is right, and ${ageS} s old.`];
}

function secretMistake(claim: Claim, delivery: ReceivedDelivery): Finding | undefined {
  const { secret, body, otherSecrets } = delivery;
  const bare = secret.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (bare !== secret && isSigned(claim, bare, body))
    return ['wrong_secret', 'There are blanks or quotes around the secret: take them away.'];
  if (isSigned(claim, `whsec_${bare}`, body))
    return ['wrong_secret', 'The secret lacks its beginning: whsec_ is part of it.'];
  if (!/^wh(sec|pk)_/.test(bare))
    return ['wrong_secret', `A signing secret begins with whsec_, and this with ${start(bare)}.`];
  const other = otherSecrets.find((one) => isSigned(claim, one.secret, body));
  return other && ['wrong_secret', `It was signed with the secret of ${other.name}.`];
}

/** Enough to tell an API key from an id, and no more of what may be secret. */
const start = (text: string): string =>
  /^[a-z]+_(?:test_|live_)?/.exec(text)?.[0] ?? 'another word';

function bodyMistake(claim: Claim, delivery: ReceivedDelivery): Finding {
  const { body, secret, otherSecrets, event } = delivery;
  const secrets = [secret, ...otherSecrets.map((one) => one.secret)];
  const rewriting = rewritingsOf(body).find((one) =>
    secrets.some((known) => isSigned(claim, known, one.body)),
  );
  if (rewriting !== undefined)
    return ['body_changed', `${rewriting.how}: verify the bytes as they came, before any parser.`];
  if (body.length === 0)
    return ['body_changed', 'The body is empty: something has read it before it was verified.'];
  const parsed = parsedJson(body.toString('utf8'));
  if (typeof parsed !== 'object' || parsed === null)
    return ['body_changed', 'The body is no JSON, and that is what was sent.'];
  const { id } = parsed as { id?: unknown };
  if (claim.scheme === 'standard' && id !== claim.id)
    return [
      'body_changed',
      `The headers are those of ${claim.id}, and the body is of ${String(id)}.`,
    ];
  if (event === undefined)
    return [
      'wrong_secret_or_body_changed',
      'The secret is of another endpoint, or the body was changed. With the server running, ' +
        'its event could be compared.',
    ];
  const changed = differenceOf(parsed, event);
  if (changed !== undefined) return ['body_changed', `The body was changed: ${changed}.`];
  return ['wrong_secret', 'The body says what the event says: the secret is of another endpoint.'];
}
