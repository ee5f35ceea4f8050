// A certificate authority of the installation's own: for a server without a certificate, and for
// clients that have nobody else to sign for them.
import 'reflect-metadata'; // @peculiar/x509 needs it before it is loaded.
import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
  type Extension,
  type PublicKeyType,
} from '@peculiar/x509';

/** A certificate and its private key, both in PEM. */
export type KeyPair = { readonly certificate: string; readonly key: string };

const dayMs = 24 * 60 * 60 * 1000;
const authorityDays = 3650;
/** What clients and servers accept of a certificate's lifetime. */
const leafDays = 397;
/** Clocks differ; a certificate is valid a little before it was made. */
const backdateMs = 60 * 60 * 1000;

// Signatures of this kind are the same each time: a repeated request gets the same certificate.
const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 3072,
};

export async function createAuthority(name: string, nowMs: number): Promise<KeyPair> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: `CN=${name}`,
    ...validity(nowMs, authorityDays),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await pemOf(keys.privateKey) };
}

export class CertificateAuthority {
  constructor(private readonly own: KeyPair) {}

  /** A key and a certificate for a server that is reached by these names and addresses. */
  async issueServer(hosts: readonly string[], nowMs: number): Promise<KeyPair> {
    const keys = await newKeys();
    const names = hosts.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }) as const);
    const certificate = await this.issue({
      subject: `CN=${hosts[0]}`,
      publicKey: keys.publicKey,
      serialNumber: newSerial(),
      nowMs,
      extensions: [
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(names),
      ],
    });
    return { certificate, key: await pemOf(keys.privateKey) };
  }

  /**
   * A client's certificate, in PEM, for a signing request (PKCS #10, PEM): its name and its key, and
   * nothing else that it asks for. None if it is no request, or not signed with its own key. With
   * the same serial number (hex) and time it is the same certificate.
   */
  async signClient(csr: string, serialNumber: string, nowMs: number): Promise<string | undefined> {
    const request = await readRequest(csr);
    if (request === undefined) return undefined;
    return this.issue({
      subject: request.subject,
      publicKey: request.publicKey,
      serialNumber,
      nowMs,
      extensions: [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])],
    });
  }

  private async issue(leaf: Leaf): Promise<string> {
    const { subject, publicKey, serialNumber, nowMs, extensions } = leaf;
    const certificate = await X509CertificateGenerator.create({
      serialNumber,
      subject,
      issuer: new X509Certificate(this.own.certificate).subject,
      ...validity(nowMs, leafDays),
      publicKey,
      signingAlgorithm: algorithm,
      signingKey: await this.signingKey(),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        ...extensions,
      ],
    });
    return certificate.toString('pem');
  }

  private signingKey() {
    const der = createPrivateKey(this.own.key).export({ type: 'pkcs8', format: 'der' });
    return webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
  }
}

type Leaf = {
  readonly subject: string;
  readonly publicKey: PublicKeyType;
  readonly serialNumber: string;
  readonly nowMs: number;
  readonly extensions: readonly Extension[];
};

async function readRequest(csr: string): Promise<Pkcs10CertificateRequest | undefined> {
  try {
    const request = new Pkcs10CertificateRequest(csr);
    return (await request.verify()) ? request : undefined;
  } catch {
    return undefined;
  }
}

const newKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

const validity = (nowMs: number, days: number) => ({
  notBefore: new Date(nowMs - backdateMs),
  notAfter: new Date(nowMs + days * dayMs),
});

/** Positive as a number, which is what its first bit says. */
const newSerial = () => `4${randomBytes(16).toString('hex').slice(1)}`;
