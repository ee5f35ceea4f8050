import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tlsOptionsFrom, type TlsConfig } from '@ledgerway/api-gateway';
import { basesOf, keepTlsFiles } from './tls-files.js';

const dayMs = 86_400_000;
const nowMs = Date.now();
const unset: TlsConfig = {
  tlsPort: undefined,
  tlsCert: undefined,
  tlsKey: undefined,
  tlsClientCa: undefined,
  tlsCrl: undefined,
  tlsOwnCa: undefined,
  tlsOwnCaKey: undefined,
};
const selfMade = { ...unset, tlsPort: 4443, host: '127.0.0.1', port: 4242 };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tls files '));
});
afterEach(() => rmSync(directory, { recursive: true }));

const keep = (config = selfMade, atMs = nowMs) => keepTlsFiles(config, directory, atMs);
const served = (config: TlsConfig) => new X509Certificate(readFileSync(config.tlsCert!));

describe('the files of the TLS listener', () => {
  it('are made for the host, and trusted through the authority alone', async () => {
    const { config, trust } = await keep();
    const certificate = served(config);
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.verify(new X509Certificate(trust!).publicKey)).toBe(true);
    expect(certificate.ca).toBe(false);
    for (const file of [config.tlsKey!, config.tlsOwnCaKey!])
      expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(basesOf(selfMade, trust)).toEqual({
      api_base: 'http://127.0.0.1:4242',
      tls_base: 'https://127.0.0.1:4443',
      tls_ca: trust,
    });
    expect(tlsOptionsFrom(config)?.material()).toMatchObject({ clientAuthorities: trust });
  });

  it('stay until the certificate is nearly over; the authority stays', async () => {
    const first = await keep();
    const again = await keep(selfMade, nowMs + 300 * dayMs);
    expect(served(again.config).fingerprint256).toBe(served(first.config).fingerprint256);
    const before = served(first.config).fingerprint256;
    const renewed = await keep(selfMade, nowMs + 380 * dayMs);
    expect(served(renewed.config).fingerprint256).not.toBe(before);
    expect(renewed.trust).toBe(first.trust);
  });

  it('are made anew for another host', async () => {
    await keep();
    const moved = await keep({ ...selfMade, host: 'pay.example' });
    expect(served(moved.config).checkHost('pay.example')).toBe('pay.example');
  });

  it('of the operator are taken as they are', async () => {
    const file = join(directory, 'own.crt');
    writeFileSync(file, 'PEM');
    const own = { ...selfMade, tlsCert: file, tlsKey: file, tlsClientCa: file };
    expect(await keep(own)).toEqual({ config: own, trust: 'PEM' });
  });

  it('are not there without a port', async () => {
    const none = { ...unset, host: '127.0.0.1', port: 4242 };
    expect(await keepTlsFiles(none, directory, nowMs)).toEqual({ config: none, trust: undefined });
    expect(basesOf(none, undefined)).toEqual({ api_base: 'http://127.0.0.1:4242' });
    expect(tlsOptionsFrom(none)).toBeUndefined();
  });
});

describe('TLS settings that do not suffice', () => {
  it.each([
    ['a port alone', { ...unset, tlsPort: 4443 }, /also needs LEDGERWAY_TLS_CERT/],
    [
      'a file that is not there',
      { ...unset, tlsPort: 4443, tlsCert: '/no/file', tlsKey: '/no/file', tlsClientCa: '/no/file' },
      /LEDGERWAY_TLS_CERT cannot be read/,
    ],
  ])('%s', (_what, config, message) => expect(() => tlsOptionsFrom(config)).toThrow(message));
});
