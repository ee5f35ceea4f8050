// Lets a caller in, or says why not. A request may come with a key, with a client certificate, or
// with both; both have to stand for the same account and mode.
import type { Clock } from '@ledgerway/platform';
import { ApiException, unavailable } from '../edge/answer.js';
import type { Caller } from '../edge/caller.js';
import type { BoundCertificate } from '../tls/client-certificate-store.js';
import type { PresentedCertificate } from '../tls/presented-certificate.js';
import {
  expiredKey,
  foreignCertificate,
  missingCertificate,
  missingKey,
  revokedCertificate,
  unknownKey,
  untrustedCertificate,
  wrongAddress,
} from './auth-errors.js';
import type { Authenticator } from './authenticator.js';
import type { Credential } from './credential.js';

/** What a request shows at the door. */
export type Arrival = {
  /** Empty if there is none. */
  readonly key: string;
  readonly address: string;
  /** Of the connection; none if it presented none. */
  readonly certificate: PresentedCertificate | undefined;
};

type Maybe<T> = T | undefined | Promise<T | undefined>;

export type GatekeeperOptions = {
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
  readonly certificates: { get(thumbprint: string): Maybe<BoundCertificate> };
  readonly lastUsed: { note(keyId: string): void };
  readonly clock: Clock;
};

export class Gatekeeper {
  constructor(private readonly options: GatekeeperOptions) {}

  /**
   * The caller, at once if it was seen lately.
   *
   * @throws ApiException (401, 403; 503 if keys cannot be looked up)
   */
  admit(arrival: Arrival): Caller | Promise<Caller> {
    if (arrival.certificate !== undefined)
      return this.admitWithCertificate(arrival, arrival.certificate);
    if (arrival.key === '') throw new ApiException(missingKey());
    const found = this.options.authenticator.authenticate(arrival.key);
    return found instanceof Promise
      ? orUnavailable(found).then((credential) => this.checked(arrival, credential))
      : this.checked(arrival, found);
  }

  private async admitWithCertificate(
    arrival: Arrival,
    { thumbprint, problem, notAfterMs }: PresentedCertificate,
  ): Promise<Caller> {
    if (problem !== undefined) throw new ApiException(untrustedCertificate(problem));
    if (notAfterMs <= this.options.clock.now())
      throw new ApiException(untrustedCertificate('CERT_HAS_EXPIRED'));
    const bound = await orUnavailable(this.options.certificates.get(thumbprint));
    if (bound?.revoked === true) throw new ApiException(revokedCertificate());
    if (arrival.key === '') {
      if (bound === undefined) throw new ApiException(missingKey());
      return bound.caller;
    }
    const found = this.options.authenticator.authenticate(arrival.key);
    const caller = this.checked(arrival, await orUnavailable(found));
    if (bound !== undefined && !sameTenant(caller, bound.caller))
      throw new ApiException(foreignCertificate(caller));
    return caller;
  }

  private checked(arrival: Arrival, credential: Credential | undefined): Caller {
    if (credential === undefined) throw new ApiException(unknownKey(arrival.key));
    const { caller, expiresAtMs, addresses, boundTo } = credential;
    if (expiresAtMs !== null && expiresAtMs <= this.options.clock.now())
      throw new ApiException(expiredKey(caller));
    if (boundTo !== null && boundTo !== arrival.certificate?.thumbprint)
      throw new ApiException(missingCertificate(caller));
    if (addresses !== null && !addresses.includes(arrival.address))
      throw new ApiException(wrongAddress(caller));
    this.options.lastUsed.note(caller.keyId);
    return caller;
  }
}

async function orUnavailable<T>(found: T | Promise<T>): Promise<T> {
  try {
    return await found;
  } catch {
    throw unavailable('Keys cannot be checked right now. Please try again.');
  }
}

function sameTenant(a: Caller, b: Caller): boolean {
  if (a.kind === 'operator' || b.kind === 'operator') return false;
  const [one, other] = [a.tenant, b.tenant];
  return one.merchantId === other.merchantId && one.livemode === other.livemode;
}
