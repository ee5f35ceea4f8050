// The same API a second time, over TLS. Client certificates are asked for, not demanded: keys work
// here as well, and a certificate that is not to be trusted gets an answer that says so.
import { constants } from 'node:crypto';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Logger } from '@ledgerway/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { httpOptions } from '../edge/api-adapter.js';
import { headersTimeoutMs, keepAliveTimeoutMs, requestTimeoutMs } from '../edge/limits.js';
import { answerOddRequests } from '../edge/socket-errors.js';
import type { CertificateAuthority } from './certificate-authority.js';

/** All in PEM. */
export type TlsMaterial = {
  readonly certificate: string;
  readonly key: string;
  /** The authorities whose client certificates are trusted. */
  readonly clientAuthorities: string;
  /** What these have revoked; with it, each of them must have published a list. */
  readonly revocations?: string;
};

export type TlsOptions = {
  /** 0 takes a free port. */
  readonly port: number;
  /** Reads the files. It is called again from time to time, since certificates are renewed. */
  readonly material: () => TlsMaterial;
  /** Signs client certificates; none if the installation's authority is kept elsewhere. */
  readonly authority?: CertificateAuthority;
};

export type TlsListener = { readonly port: number; close(): Promise<void> };

const rereadEveryMs = 60_000;
const closingSweepMs = 50;

/** Serves an application that listens already. `close` waits for the requests under way. */
export async function listenWithTls(
  app: NestFastifyApplication,
  host: string,
  { port, material }: TlsOptions,
  log: Pick<Logger, 'info' | 'warn'>,
): Promise<TlsListener> {
  let current = material();
  const route = app.getHttpAdapter().getInstance().routing;
  const server = createServer({ ...httpOptions, ...secureOptions(current) }, route);
  server.keepAliveTimeout = keepAliveTimeoutMs;
  server.requestTimeout = requestTimeoutMs;
  answerOddRequests(server);
  // What breaks before it is a request is answered as on the other port.
  for (const answer of app.getHttpServer().listeners('clientError'))
    server.on('clientError', answer as (...parameters: unknown[]) => void);
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(port, host, listening);
  });
  const timer = setInterval(() => {
    try {
      const read = material();
      if (JSON.stringify(read) === JSON.stringify(current)) return;
      server.setSecureContext(secureOptions(read));
      current = read;
      log.info({}, 'certificates were read again');
    } catch (error) {
      log.warn({ err: error }, 'certificates could not be read again; those so far stay in use');
    }
  }, rereadEveryMs);
  timer.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      clearInterval(timer);
      return new Promise((closed) => {
        // A connection that becomes idle from now on would otherwise be kept for its next request.
        const sweep = setInterval(() => server.closeIdleConnections(), closingSweepMs);
        server.close(() => {
          clearInterval(sweep);
          closed();
        });
      });
    },
  };
}

/** No session is resumed: each connection proves its certificate anew, against today's list. */
const secureOptions = (material: TlsMaterial): ServerOptions => ({
  cert: material.certificate,
  key: material.key,
  ca: material.clientAuthorities,
  ...(material.revocations !== undefined && { crl: material.revocations }),
  handshakeTimeout: headersTimeoutMs,
  requestCert: true,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
  secureOptions: constants.SSL_OP_NO_TICKET,
});
