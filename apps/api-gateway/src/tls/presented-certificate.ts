// The certificate that a client presented when its connection was made. The connection stands even
// if the certificate is not to be trusted: the answer can then say what is wrong with it.
import { X509Certificate, createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

export type PresentedCertificate = {
  readonly thumbprint: string;
  readonly notAfterMs: number;
  /** Why it is not to be trusted, as the TLS library names it; none if it is. */
  readonly problem: string | undefined;
};

/** SHA-256 of the certificate's DER, in hex. */
export const thumbprintOf = (certificate: X509Certificate): string =>
  createHash('sha256').update(certificate.raw).digest('hex');

const presented = new WeakMap<TLSSocket, PresentedCertificate | undefined>();

export function presentedCertificate(socket: Socket): PresentedCertificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  if (!presented.has(socket)) presented.set(socket, read(socket));
  return presented.get(socket);
}

function read(socket: TLSSocket): PresentedCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  return {
    thumbprint: thumbprintOf(certificate),
    notAfterMs: Date.parse(certificate.validTo),
    problem: socket.authorized ? undefined : String(socket.authorizationError),
  };
}
