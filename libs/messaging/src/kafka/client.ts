import './kafkajs-idle-patch.js';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import kafkajs, { type Kafka, type RetryOptions } from 'kafkajs';
import { silent } from '../diagnostics.js';
import { mapLog } from './log-mapping.js';
import type { KafkaMessageLogOptions } from './options.js';

/**
 * For producers and group members: about 30 seconds, which outlasts a failover. The five retries
 * that are the default end after nine seconds at most.
 */
export const patient: RetryOptions = {
  initialRetryTime: 50,
  maxRetryTime: 500,
  retries: 60,
  // Otherwise a consumer that crashed comes back by itself, unknown to whoever replaced it.
  restartOnFailure: async () => false,
};

/** For whoever has a loop of its own above it and wants to hear of an error. */
export const impatient: RetryOptions = { initialRetryTime: 50, maxRetryTime: 500, retries: 4 };

type SocketRequest = {
  host: string;
  port: number;
  ssl?: ConnectionOptions;
  onConnect: () => void;
};

// kafkajs never turns Nagle's algorithm off, which holds small requests back behind unacknowledged
// ones.
function openSocket({ host, port, ssl, onConnect }: SocketRequest): Socket {
  const options = { host, port, noDelay: true, keepAlive: true };
  if (!ssl) return connect(options, onConnect);
  const servername = isIP(host) ? undefined : host;
  return connectTls({ ...options, servername, ...ssl }, onConnect);
}

/** @param isRetired after which it opens no connection any more, whatever kafkajs still retries */
export function createClient(
  options: KafkaMessageLogOptions,
  retry: RetryOptions,
  isRetired: () => boolean = () => false,
): Kafka {
  return new kafkajs.Kafka({
    // None for a retired client: that is the one error which ends the retries inside of kafkajs.
    brokers: () => (isRetired() ? [] : [...options.brokers]),
    clientId: options.clientId,
    ssl: options.ssl,
    sasl: options.sasl,
    connectionTimeout: 1_000,
    requestTimeout: 5_000, // The default of 30 seconds hides a broker that hangs.
    retry,
    socketFactory: ((request: SocketRequest) => {
      if (isRetired()) throw new Error('This client is not used any more');
      return openSocket(request);
    }) as never, // Its type knows no `port` of our kind, and leaves out what it passes for TLS.
    logLevel: kafkajs.logLevel.ERROR,
    logCreator: mapLog(options.logger ?? silent),
  });
}
