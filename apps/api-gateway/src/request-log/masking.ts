// What the request log may keep of a request: no card number, no CVC, no secret of any kind.
import { hideSecretsIn } from '@ledgerway/platform';
import type { FormObject } from '../form/form-value.js';

const hidden = '[hidden]';
/** Of each body, in bytes of UTF-8. */
export const maxBodyBytes = 16_384;

const secretNames = [
  'access_token',
  'client_secret',
  'cvc',
  'number',
  'password',
  'private_key',
  'refresh_token',
  'secret',
  'security_code',
];
const isSecret = new Set(secretNames);
const secretFields = new RegExp(`"(${secretNames.join('|')})":"(?:[^"\\\\]|\\\\.)*"`, 'g');
/** A client secret where no field's name gives it away: in a URL, or in a text. */
const clientSecrets = /_secret_[A-Za-z0-9]{8,}/g;

/** The text without what looks like a secret or a card number. */
export const maskedText = (text: string): string =>
  hideSecretsIn(text).replace(clientSecrets, `_secret_${hidden}`);

/** Parameters as JSON; none if there are none. */
export function maskedParameters(form: FormObject): string | null {
  const text = JSON.stringify(form, (name, value: unknown) =>
    isSecret.has(name) && typeof value === 'string' ? hidden : withoutHeaderValues(name, value),
  );
  return text === '{}' ? null : cut(maskedText(text));
}

/** What endpoints are sent in headers of their owner's may be a secret, whatever its name is. */
const withoutHeaderValues = (name: string, value: unknown): unknown =>
  name === 'custom_headers' && typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.keys(value).map((header) => [header, hidden]))
    : value;

/** The text of an answer of ours, which is JSON without spaces. */
export const maskedAnswer = (body: string): string =>
  cut(maskedText(body.replace(secretFields, `"$1":"${hidden}"`)));

/** At most `maxBodyBytes` of it, and no half character at its end. */
function cut(text: string): string {
  if (text.length * 3 <= maxBodyBytes || Buffer.byteLength(text) <= maxBodyBytes) return text;
  return new TextDecoder().decode(Buffer.from(text).subarray(0, maxBodyBytes), { stream: true });
}
