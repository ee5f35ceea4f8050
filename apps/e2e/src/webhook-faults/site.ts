// Where a campaign takes place: a PostgreSQL and a message log of its own that may be killed, and
// several dispatcher processes on them.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClientTCP } from '@nestjs/microservices';
import { topics, type WebhookEndpointJson, type WebhookQueries } from '@ledgerway/contracts';
import {
  KafkaMessageLog,
  messageLogDatabase,
  PostgresMessageLog,
  type MessageLog,
} from '@ledgerway/messaging';
import { migrate, startPostgres, type EmbeddedPostgres, type Row } from '@ledgerway/platform';
import { KafkaCluster } from '@ledgerway/testing';
import pg from 'pg';
import { firstValueFrom } from 'rxjs';
import { freePort } from '../deployment/deployment.js';
import { ownCertificate, type OwnCertificate } from './certificate.js';
import { Dispatchers } from './dispatchers.js';
import { answerForPayments, type EventSource } from './payments-queries.js';

export type LogKind = 'postgres' | 'kafka';

export type SiteOptions = {
  readonly log: LogKind;
  readonly dispatchers: number;
  /** Divides every pause between attempts. */
  readonly retryScale: number;
};

/** Of the event log and its topic. */
export const partitions = 8;
const retentionMs = 86_400_000;

type NewEndpoint = WebhookQueries['webhooks.endpoint.create']['ask'];
type Servers = {
  readonly directory: string;
  readonly postgres: EmbeddedPostgres;
  readonly kafka: KafkaCluster | undefined;
  readonly certificate: OwnCertificate;
};

export class Site {
  dispatchers!: Dispatchers;
  private payments: { close(): Promise<void> } | undefined;
  private queries: ClientTCP | undefined;
  private source: EventSource | undefined;

  private constructor(
    private readonly servers: Servers,
    readonly log: MessageLog,
  ) {}

  static async start(options: SiteOptions): Promise<Site> {
    const servers = await startServers(options.log);
    const { postgres, kafka } = servers;
    await migrate({ url: postgres.url, ...messageLogDatabase });
    const log =
      kafka === undefined
        ? new PostgresMessageLog({ url: postgres.url })
        : new KafkaMessageLog({ brokers: kafka.brokers, clientId: 'campaign' });
    await log.createTopics([{ topic: topics.events, partitions, retentionMs }]);
    const site = new Site(servers, log);
    try {
      await site.startServices(options);
      return site;
    } catch (error) {
      await site.destroy();
      throw error;
    }
  }

  /** For receivers that speak TLS. */
  get certificate(): OwnCertificate {
    return this.servers.certificate;
  }

  /** Where the dispatchers find events that are not on the topic. */
  answerFrom(source: EventSource): void {
    this.source = source;
  }

  async createEndpoint(
    asked: Pick<NewEndpoint, 'merchantId' | 'livemode' | 'url' | 'delivery'>,
  ): Promise<WebhookEndpointJson> {
    const ask: NewEndpoint = {
      ...asked,
      operationKey: asked.url,
      enabledEvents: ['customer.created', 'customer.updated'],
      apiVersion: null,
      description: null,
      metadata: {},
    };
    const pattern = 'webhooks.endpoint.create' satisfies keyof WebhookQueries;
    type Made = WebhookQueries[typeof pattern]['answer'];
    const made = await firstValueFrom(this.queries!.send<Made>(pattern, ask));
    if ('refused' in made) throw new Error(made.refused.message);
    return made;
  }

  /** Past all services, as the owner. A connection of its own: the server may have been killed. */
  async rows<R extends Row>(sql: string, values: unknown[] = []): Promise<R[]> {
    const client = new pg.Client({ connectionString: this.servers.postgres.url });
    client.on('error', () => undefined); // The query that runs is rejected too.
    await client.connect();
    try {
      return (await client.query<R>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Sessions are cut off and nothing is tidied up; the next start recovers. */
  async crashDatabase(): Promise<void> {
    const { postgres } = this.servers;
    process.kill(postgres.pid, 'SIGQUIT');
    await postgres.exited;
    await postgres.restart();
  }

  async crashBroker(): Promise<void> {
    const { kafka } = this.servers;
    if (kafka === undefined) throw new Error('this log has no broker');
    await kafka.killNode(1);
    await kafka.startNode(1);
  }

  async destroy(): Promise<void> {
    const { postgres, kafka, directory } = this.servers;
    await this.dispatchers?.stop();
    this.queries?.close();
    await this.payments?.close();
    await this.log.close();
    await kafka?.destroy();
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  }

  private async startServices({ dispatchers, retryScale }: SiteOptions): Promise<void> {
    const { directory, postgres, kafka, certificate } = this.servers;
    const trusted = join(directory, 'receivers.pem');
    writeFileSync(trusted, certificate.certificate);
    const paymentsPort = await freePort();
    this.payments = await answerForPayments(paymentsPort, {
      after: (...asked) => this.source?.after(...asked) ?? [],
    });
    const common = {
      LEDGERWAY_DATABASE_URL: postgres.url,
      LEDGERWAY_KAFKA_BROKERS: kafka?.brokers.join(',') ?? '',
      LEDGERWAY_PARTITIONS: String(partitions),
      LEDGERWAY_PAYMENTS_ADDRESS: `127.0.0.1:${paymentsPort}`,
      LEDGERWAY_WEBHOOK_ALLOW: '127.0.0.0/8',
      LEDGERWAY_RETRY_SCALE: String(retryScale),
      LEDGERWAY_MASTER_KEY: randomBytes(32).toString('base64'),
      LEDGERWAY_LOG_LEVEL: 'warn',
      NODE_EXTRA_CA_CERTS: trusted,
    };
    const ports = await Promise.all(Array.from({ length: dispatchers }, freePort));
    this.dispatchers = await Dispatchers.start(
      ports.map((port) => ({ ...common, LEDGERWAY_QUERY_PORT: String(port) })),
    );
    this.queries = new ClientTCP({ host: '127.0.0.1', port: ports[0]! });
  }
}

async function startServers(log: LogKind): Promise<Servers> {
  const root = mkdtempSync(join(tmpdir(), 'ledgerway-webhooks-'));
  chmodSync(root, 0o711); // PostgreSQL runs as another user when this one is root.
  const directory = join(root, 'run');
  mkdirSync(directory);
  const [postgres, kafka, certificate] = await Promise.all([
    startPostgres({ dataDir: join(directory, 'postgres') }),
    log === 'kafka' ? KafkaCluster.start({ dataDir: join(directory, 'kafka') }) : undefined,
    ownCertificate(Date.now()),
  ]);
  return { directory: root, postgres, kafka, certificate };
}
