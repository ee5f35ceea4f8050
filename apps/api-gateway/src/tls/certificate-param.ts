import { X509Certificate } from 'node:crypto';
import { invalidRequest } from '@ledgerway/contracts';
import { ApiException } from '../edge/answer.js';
import { thumbprintOf } from './presented-certificate.js';

export type ReadCertificate = {
  readonly thumbprint: string;
  readonly subject: string;
  readonly serialNumber: string;
  readonly notAfterMs: number;
};

/**
 * The certificate that a parameter holds as PEM.
 *
 * @throws ApiException (400) if it cannot be read, or its time is over
 */
export function certificateParam(pem: string, nowMs: number): ReadCertificate {
  const certificate = parsed(pem);
  if (certificate === undefined) throw refused('it must be one certificate in PEM.');
  if (certificate.ca) throw refused("an authority's certificate is nobody's own.");
  const notAfterMs = Date.parse(certificate.validTo);
  if (notAfterMs <= nowMs) throw refused('it has expired.');
  return {
    thumbprint: thumbprintOf(certificate),
    subject: certificate.subject.replaceAll('\n', ', '),
    serialNumber: certificate.serialNumber,
    notAfterMs,
  };
}

function parsed(pem: string): X509Certificate | undefined {
  if (!/^\s*-----BEGIN CERTIFICATE-----/.test(pem)) return undefined;
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

const refused = (why: string) =>
  new ApiException(invalidRequest(`Invalid certificate: ${why}`, { param: 'certificate' }));
