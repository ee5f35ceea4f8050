// What the TLS listener reads from the environment. Certificates and keys are files in PEM.
import { readFileSync } from 'node:fs';
import { ConfigError, setting, type ConfigOf } from '@ledgerway/platform';
import { CertificateAuthority } from './certificate-authority.js';
import type { TlsMaterial, TlsOptions } from './tls-listener.js';

const file = (variable: string) => setting.text(variable, { optional: true });

export const tlsSettings = {
  /** The API is served over TLS if there is one. */
  tlsPort: setting.port('LEDGERWAY_TLS_PORT', { optional: true }),
  tlsCert: file('LEDGERWAY_TLS_CERT'),
  tlsKey: file('LEDGERWAY_TLS_KEY'),
  /** Who signs the certificates of clients; without it, the installation's own authority. */
  tlsClientCa: file('LEDGERWAY_TLS_CLIENT_CA'),
  tlsCrl: file('LEDGERWAY_TLS_CRL'),
  tlsOwnCa: file('LEDGERWAY_TLS_OWN_CA'),
  tlsOwnCaKey: file('LEDGERWAY_TLS_OWN_CA_KEY'),
};

export type TlsConfig = ConfigOf<typeof tlsSettings>;

/**
 * What the settings ask for; nothing without a port.
 *
 * @throws ConfigError if a file is missing
 */
export function tlsOptionsFrom(config: TlsConfig): TlsOptions | undefined {
  const { tlsPort: port, tlsCert, tlsKey, tlsClientCa, tlsOwnCa, tlsOwnCaKey } = config;
  if (port === undefined) return undefined;
  const authorities = tlsClientCa ?? tlsOwnCa;
  if (tlsCert === undefined || tlsKey === undefined || authorities === undefined)
    throw new ConfigError([
      'LEDGERWAY_TLS_PORT also needs LEDGERWAY_TLS_CERT, LEDGERWAY_TLS_KEY and ' +
        'LEDGERWAY_TLS_CLIENT_CA',
    ]);
  const material = (): TlsMaterial => ({
    certificate: read('LEDGERWAY_TLS_CERT', tlsCert),
    key: read('LEDGERWAY_TLS_KEY', tlsKey),
    clientAuthorities: read('LEDGERWAY_TLS_CLIENT_CA', authorities),
    ...(config.tlsCrl !== undefined && { revocations: read('LEDGERWAY_TLS_CRL', config.tlsCrl) }),
  });
  material(); // A file that cannot be read is found at the start.
  if (tlsClientCa !== undefined || tlsOwnCa === undefined || tlsOwnCaKey === undefined)
    return { port, material };
  const authority = new CertificateAuthority({
    certificate: read('LEDGERWAY_TLS_OWN_CA', tlsOwnCa),
    key: read('LEDGERWAY_TLS_OWN_CA_KEY', tlsOwnCaKey),
  });
  return { port, material, authority };
}

/** The same for another process. What is not set stays unset: an empty variable means the same. */
export const tlsEnvironment = (config: TlsConfig): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tlsSettings).map(([name, { variable }]) => [
      variable,
      String(config[name as keyof TlsConfig] ?? ''),
    ]),
  );

function read(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError([`${variable} cannot be read: ${(error as Error).message}`]);
  }
}
