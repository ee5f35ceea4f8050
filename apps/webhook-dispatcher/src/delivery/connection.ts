// Sockets to merchants: each knows how long it took to open, so that an attempt can tell its owner
// where the time went. Addresses are judged here, at connect time.
import { buildConnector, Client, type Dispatcher } from 'undici';
import { isIP, type LookupFunction } from 'node:net';
import { BlockedAddress, type AddressGuard } from './address-guard.js';

/** Of the socket that a request went over, in milliseconds. */
export type ConnectTimings = {
  readonly dnsMs: number | null;
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
};

export type ConnectorOptions = {
  readonly guard: AddressGuard;
  readonly connectTimeoutMs: number;
  /** Trusted beside the public authorities: PEM certificates. */
  readonly ca?: string;
};

const unopened: ConnectTimings = { dnsMs: null, connectMs: null, tlsMs: null };

/** One socket at a time to one origin; it is opened again when it was closed. */
export class Connection {
  /** Of the last opening. */
  timings = unopened;
  remoteIp: string | null = null;
  /** When the socket was asked for, by `performance.now`. */
  openedAtMs = -Infinity;

  constructor(
    private readonly options: ConnectorOptions,
    /** Shared by the sockets of an origin, since it remembers sessions. */
    private readonly upgrade: buildConnector.connector,
  ) {}

  readonly connect: buildConnector.connector = (target, callback) => {
    const { guard } = this.options;
    const literal = isIP(target.hostname) !== 0;
    if (literal && !guard.permits(target.hostname)) {
      callback(new BlockedAddress(target.hostname), null);
      return;
    }
    this.openedAtMs = performance.now();
    this.timings = unopened;
    this.remoteIp = null;
    const secure = target.protocol === 'https:';
    const port = target.port || (secure ? '443' : '80');
    this.tcp()({ ...target, port, protocol: 'http:' }, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      const { dnsMs } = this.timings;
      const connectMs = sinceMs(this.openedAtMs) - (dnsMs ?? 0);
      this.timings = { dnsMs, connectMs, tlsMs: null };
      this.remoteIp = socket.remoteAddress ?? null;
      if (!secure) return callback(null, socket);
      const startedMs = performance.now();
      this.upgrade({ ...target, httpSocket: socket }, (...[failure, upgraded]) => {
        if (failure !== null) {
          socket.destroy();
          return callback(failure, null);
        }
        this.timings = { dnsMs, connectMs, tlsMs: sinceMs(startedMs) };
        callback(null, upgraded);
      });
    });
  };

  private tcp(): buildConnector.connector {
    const { guard, connectTimeoutMs } = this.options;
    const lookup: LookupFunction = (host, options, callback) =>
      guard.lookup(host, options, (...found) => {
        this.timings = { ...unopened, dnsMs: sinceMs(this.openedAtMs) };
        callback(...found);
      });
    return buildConnector({ timeout: connectTimeoutMs, lookup });
  }
}

/** For TLS over a socket that is open. */
export const tlsUpgrade = ({ connectTimeoutMs, ca }: ConnectorOptions): buildConnector.connector =>
  buildConnector({
    timeout: connectTimeoutMs,
    allowH2: false,
    ...(ca !== undefined && { ca }),
  });

/** Handlers that want to know which socket carries their request. */
export type Carried = Dispatcher.DispatchHandler & { carriedBy?(connection: Connection): void };

/** A client of one socket that tells each request which it is. */
export class MeasuredClient extends Client {
  constructor(
    origin: URL,
    options: Client.Options,
    private readonly connection: Connection,
  ) {
    super(origin, { ...options, connect: connection.connect });
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Carried): boolean {
    handler.carriedBy?.(this.connection);
    return super.dispatch(options, handler);
  }
}

const sinceMs = (startedMs: number) => Math.round(performance.now() - startedMs);
