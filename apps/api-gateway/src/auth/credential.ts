// What a caller shows to be let in, as it was found: a key, an access token or a certificate.
import type { Caller } from '../edge/caller.js';
import type { AddressRanges } from './address-ranges.js';

/** Who it stands for, and the limits to its use. */
export type Credential = {
  readonly caller: Caller;
  /** From this moment on it is refused; null: never. */
  readonly expiresAtMs: number | null;
  /** Where it may be used from; null: from anywhere. */
  readonly addresses: AddressRanges | null;
  /** The thumbprint of the certificate that its connection must present; null: none. */
  readonly boundTo: string | null;
};

/** A secret that was issued: only its public start and its keyed hash are known. */
export type IssuedSecret = {
  readonly prefix: string;
  readonly hash: Buffer;
  readonly credential: Credential;
};
