// The installation's own certificate authority and the server certificate that it signed, for an
// HTTPS listener without files of the operator's. The authority stays; the certificate is renewed.
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { CertificateAuthority, createAuthority, type TlsConfig } from '@ledgerway/api-gateway';

const renewBeforeMs = 30 * 24 * 60 * 60 * 1000;

/** The settings with files for what they leave open; and what a client has to trust, in PEM. */
export async function keepTlsFiles<C extends TlsConfig & { readonly host: string }>(
  config: C,
  directory: string,
  nowMs: number,
): Promise<{ readonly config: C; readonly trust: string | undefined }> {
  if (config.tlsPort === undefined) return { config, trust: undefined };
  if (config.tlsCert !== undefined) return { config, trust: readFileSync(config.tlsCert, 'utf8') };
  const files = await keepFiles(join(directory, 'tls'), config.host, nowMs);
  return {
    config: {
      ...config,
      tlsCert: files.serverCertificate,
      tlsKey: files.serverKey,
      tlsOwnCa: files.authority,
      tlsOwnCaKey: files.authorityKey,
    },
    trust: readFileSync(files.authority, 'utf8'),
  };
}

/** Where clients find this installation, as `credentials.json` says it. */
export const basesOf = (
  config: Pick<TlsConfig, 'tlsPort'> & { readonly host: string; readonly port: number },
  trust: string | undefined,
) => ({
  api_base: `http://${config.host}:${config.port}`,
  ...(trust !== undefined && {
    tls_base: `https://${config.host}:${config.tlsPort}`,
    tls_ca: trust,
  }),
});

async function keepFiles(directory: string, host: string, nowMs: number) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const files = {
    authority: join(directory, 'ca.crt'),
    authorityKey: join(directory, 'ca.key'),
    serverCertificate: join(directory, 'server.crt'),
    serverKey: join(directory, 'server.key'),
  };
  // The certificate is written last: with it, the key is there as well.
  if (!existsSync(files.authority)) {
    const made = await createAuthority('Ledgerway', nowMs);
    writeWhole(files.authorityKey, made.key);
    writeWhole(files.authority, made.certificate);
  }
  if (!serves(files.serverCertificate, files.authority, host, nowMs)) {
    const authority = new CertificateAuthority({
      certificate: readFileSync(files.authority, 'utf8'),
      key: readFileSync(files.authorityKey, 'utf8'),
    });
    const hosts = [...new Set([host, 'localhost', '127.0.0.1', '::1'])];
    const made = await authority.issueServer(hosts, nowMs);
    writeWhole(files.serverKey, made.key);
    writeWhole(files.serverCertificate, made.certificate);
  }
  return files;
}

/** Whether this certificate is the authority's, names the host, and lasts for a while. */
function serves(file: string, authorityFile: string, host: string, nowMs: number): boolean {
  if (!existsSync(file)) return false;
  const certificate = new X509Certificate(readFileSync(file));
  const authority = new X509Certificate(readFileSync(authorityFile));
  const named = isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host);
  const lasts = Date.parse(certificate.validTo) - renewBeforeMs > nowMs;
  return named !== undefined && lasts && certificate.verify(authority.publicKey);
}

/** A crash in between leaves the old file, or none. */
function writeWhole(path: string, text: string): void {
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, text, { mode: 0o600 });
  renameSync(partial, path);
}
