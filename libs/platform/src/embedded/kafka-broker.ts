import { KafkaCluster, type NodePorts } from './kafka-cluster.js';
import type { ProcessExit } from './server-process.js';

export type KafkaBrokerOptions = {
  /** Keeps the records and the ports over restarts. */
  dataDir: string;
  /** Where the downloaded broker lies. Left out: `.cache/kafka` of the checkout. */
  cacheDir?: string;
  ports?: NodePorts;
  log?: (line: string) => void;
};

export interface KafkaBroker {
  readonly brokers: string[];
  /** Of the current broker process. */
  readonly pid: number;
  readonly exited: Promise<ProcessExit>;
  /** Starts it again after it ended by itself; stops it first if it runs. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** One broker for one machine. */
export async function startKafkaBroker(options: KafkaBrokerOptions): Promise<KafkaBroker> {
  const { ports, ...rest } = options;
  const cluster = await KafkaCluster.start({ ...rest, ...(ports && { ports: [ports] }) });
  return {
    brokers: cluster.brokers,
    get pid() {
      return cluster.pid(1);
    },
    get exited() {
      return cluster.exited(1);
    },
    restart: async () => {
      await cluster.stopNode(1);
      await cluster.startNode(1);
    },
    stop: () => cluster.stop(),
  };
}
