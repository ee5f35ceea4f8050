// Headers of an endpoint's owner. Their values may be secrets, so they lie sealed in the database.
import type { SecretBox } from './secrets.js';

export type CustomHeaders = Readonly<Record<string, string>>;

/** Null if there are none. */
export const sealHeaders = (
  headers: CustomHeaders,
  endpointId: string,
  secrets: SecretBox,
): Buffer | null =>
  Object.keys(headers).length === 0 ? null : secrets.seal(JSON.stringify(headers), endpointId);

/** @throws if they were sealed with another key, for another endpoint, or changed since */
export const openHeaders = (
  sealed: Buffer | null,
  endpointId: string,
  secrets: SecretBox,
): CustomHeaders =>
  sealed === null ? {} : (JSON.parse(secrets.open(sealed, endpointId)) as CustomHeaders);
