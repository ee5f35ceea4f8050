// Certificates as a test needs them: good ones, old ones, revoked ones and those of strangers.
import 'reflect-metadata';
import { createPrivateKey, webcrypto } from 'node:crypto';
import { request } from 'node:https';
import {
  Pkcs10CertificateRequestGenerator,
  X509Certificate,
  X509CrlGenerator,
} from '@peculiar/x509';
import {
  CertificateAuthority,
  createAuthority,
  type KeyPair,
} from '../tls/certificate-authority.js';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const authorityAlgorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** A signing request and its key, both in PEM. */
export async function signingRequest(name: string): Promise<{ csr: string; key: string }> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const generated = { name: `CN=${name}`, keys, signingAlgorithm: algorithm };
  const csr = (await Pkcs10CertificateRequestGenerator.create(generated)).toString('pem');
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return { csr, key: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

let serials = 0;

export class TestAuthority {
  private constructor(
    readonly own: KeyPair,
    readonly authority: CertificateAuthority,
  ) {}

  static async create(name: string): Promise<TestAuthority> {
    const own = await createAuthority(name, Date.now());
    return new TestAuthority(own, new CertificateAuthority(own));
  }

  async client(name: string, madeAtMs = Date.now()): Promise<KeyPair> {
    const { csr, key } = await signingRequest(name);
    const serial = `40${(++serials).toString(16).padStart(6, '0')}`;
    return { certificate: (await this.authority.signClient(csr, serial, madeAtMs))!, key };
  }

  /** A list of revoked certificates in PEM. */
  async revoking(...certificates: readonly string[]): Promise<string> {
    const der = createPrivateKey(this.own.key).export({ type: 'pkcs8', format: 'der' });
    const usages = ['sign'] as const;
    const list = await X509CrlGenerator.create({
      issuer: new X509Certificate(this.own.certificate).subject,
      thisUpdate: new Date(Date.now() - 60_000),
      nextUpdate: new Date(Date.now() + 86_400_000),
      entries: certificates.map((pem) => ({
        serialNumber: new X509Certificate(pem).serialNumber,
        revocationDate: new Date(Date.now() - 60_000),
      })),
      signingAlgorithm: authorityAlgorithm,
      signingKey: await webcrypto.subtle.importKey('pkcs8', der, authorityAlgorithm, false, usages),
    });
    return list.toString('pem').replaceAll(/(BEGIN|END) CRL/g, '$1 X509 CRL'); // As OpenSSL names it.
  }
}

export type TlsCall = {
  readonly port: number;
  readonly trust: string;
  readonly path: string;
  readonly method?: string;
  readonly identity?: KeyPair;
  readonly key?: string;
  readonly body?: string;
};

/** One request on a connection of its own. */
export function callOverTls(call: TlsCall) {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test says what it expects
  return new Promise<{ status: number; json: any }>((resolve, reject) => {
    const { port, trust, path, method = 'GET', identity, key, body } = call;
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        agent: false,
        ca: trust,
        ...(identity && { cert: identity.certificate, key: identity.key }),
        headers: {
          ...(key !== undefined && { authorization: `Bearer ${key}` }),
          ...(body !== undefined && {
            'content-type': 'application/x-www-form-urlencoded',
            'content-length': Buffer.byteLength(body),
          }),
        },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, json: JSON.parse(text) as unknown }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
