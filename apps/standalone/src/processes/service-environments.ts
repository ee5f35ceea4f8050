// What each service's process is told: the same variables that an operator sets in a deployment.
import { publicUrlEnvironment, requestEnvironment, tlsEnvironment } from '@ledgerway/api-gateway';
import type { ConfigOf } from '@ledgerway/platform';
import type { configuration } from '../configuration.js';

export type ServiceEnvironment = { readonly name: string; readonly env: Record<string, string> };

type Options = {
  readonly config: ConfigOf<typeof configuration>;
  readonly partitions: number;
  readonly databaseUrl: string;
  readonly brokers: readonly string[];
  readonly masterKeyFile: string;
  readonly vaultKeysFile: string;
  readonly sealsDirectory: string;
  /** Nine free ports of the loopback interface. */
  readonly ports: readonly number[];
};

export function serviceEnvironments({
  config,
  ports,
  ...installation
}: Options): ServiceEnvironment[] {
  const [payments, reporting, webhooks, vault, ...metrics] = ports.map(String);
  const common = {
    LEDGERWAY_DATABASE_URL: installation.databaseUrl,
    LEDGERWAY_KAFKA_BROKERS: installation.brokers.join(','),
    LEDGERWAY_PARTITIONS: String(installation.partitions),
    LEDGERWAY_MASTER_KEY_FILE: installation.masterKeyFile,
    LEDGERWAY_PAYMENTS_ADDRESS: `127.0.0.1:${payments}`,
    LEDGERWAY_REPORTING_ADDRESS: `127.0.0.1:${reporting}`,
    LEDGERWAY_WEBHOOKS_ADDRESS: `127.0.0.1:${webhooks}`,
    LEDGERWAY_VAULT_ADDRESS: `127.0.0.1:${vault}`,
  };
  const service = (
    name: string,
    own: Record<string, string | undefined>,
    metricsPort?: string,
  ) => ({
    name,
    env: {
      ...common,
      LEDGERWAY_METRICS_PORT: metricsPort ?? '0',
      ...(own as Record<string, string>),
    },
  });
  const dispatch = {
    LEDGERWAY_QUERY_PORT: webhooks,
    LEDGERWAY_RETRY_SCALE: String(config.retryScale),
    LEDGERWAY_WEBHOOK_HISTORY_DAYS: String(config.webhookHistoryDays),
    LEDGERWAY_WEBHOOK_ALLOW: (config.webhookAllow ?? []).join(','),
  };
  const writing = {
    LEDGERWAY_QUERY_PORT: payments,
    LEDGERWAY_SEALS: installation.sealsDirectory,
  };
  const keeping = {
    LEDGERWAY_QUERY_PORT: vault,
    LEDGERWAY_VAULT_KEYS_FILE: installation.vaultKeysFile,
  };
  const edge = {
    LEDGERWAY_HOST: config.host,
    LEDGERWAY_PORT: String(config.port),
    LEDGERWAY_TRUSTED_PROXIES: config.trustedProxies.join(','),
    ...requestEnvironment(config),
    ...publicUrlEnvironment(config),
    ...tlsEnvironment(config),
  };
  return [
    service('vault', keeping, metrics[4]),
    service('payments', writing, metrics[0]),
    service('reporting', { LEDGERWAY_QUERY_PORT: reporting }, metrics[1]),
    service('webhook-dispatcher', dispatch, metrics[2]),
    service('api-gateway', edge, metrics[3]),
  ];
}
