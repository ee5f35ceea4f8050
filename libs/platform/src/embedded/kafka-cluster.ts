// Real Kafka brokers as child processes on loopback ports. One node is a broker for a test or for
// one machine; three show what replication is worth when a node is killed or frozen.
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { claimDirectory } from './directory-owner.js';
import { kafkaJars } from './kafka-download.js';
import { kafkaId, metaProperties, serverProperties, type NodePorts } from './kafka-properties.js';
import { startOnFreePorts } from './kafka-ports.js';
import { diesWithParent } from './parent-death.js';
import { processesStartedWith, signalIfAlive } from './process-table.js';
import { ServerProcess, type ProcessExit } from './server-process.js';

export type { NodePorts } from './kafka-properties.js';

export type KafkaClusterOptions = {
  /** Keeps the records and the ports. Left out: a temporary directory. */
  dataDir?: string;
  /** Where the downloaded broker lies. Left out: `.cache/kafka` of the checkout. */
  cacheDir?: string;
  nodes?: number;
  /** One entry per node. Left out: those of the last start on this directory, else free ones. */
  ports?: readonly NodePorts[];
  log?: (line: string) => void;
};

const javaOptions = ['-Xmx96m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
// With these levels the line that says "ready" is the only one a healthy broker writes.
const javaLogging = [
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
];
const startTimeoutMs = 120_000; // Several starved nodes at once were seen to need most of a minute.

/** Nodes are numbered from 1. */
export class KafkaCluster {
  private readonly running = new Map<number, ServerProcess>();

  private constructor(
    readonly dataDir: string,
    private readonly jars: string,
    private readonly ports: readonly NodePorts[],
    private readonly log: ((line: string) => void) | undefined,
    private readonly release: () => void,
  ) {}

  /**
   * Downloads the broker if this machine has none, and starts every node.
   *
   * @throws DirectoryInUseError when another process runs a cluster there.
   */
  static async start(options: KafkaClusterOptions = {}): Promise<KafkaCluster> {
    const jars = await kafkaJars(options.cacheDir);
    const given = options.dataDir ?? mkdtempSync(join(tmpdir(), 'kafka-'));
    mkdirSync(given, { recursive: true });
    const dataDir = realpathSync(given);
    const release = claimDirectory(dataDir);
    try {
      return await startOnFreePorts(dataDir, options, (ports) =>
        KafkaCluster.startNodes(new KafkaCluster(dataDir, jars, ports, options.log, release)),
      );
    } catch (error) {
      release();
      throw error;
    }
  }

  private static async startNodes(cluster: KafkaCluster): Promise<KafkaCluster> {
    cluster.writeProperties();
    const starts = await Promise.allSettled(cluster.nodes.map((node) => cluster.startNode(node)));
    const failure = starts.find((start) => start.status === 'rejected');
    if (failure === undefined) return cluster;
    await cluster.killAll();
    throw failure.reason;
  }

  /** `host:port` of every node. */
  get brokers(): string[] {
    return this.ports.map(({ client }) => `127.0.0.1:${client}`);
  }

  get nodes(): number[] {
    return this.ports.map((_, i) => i + 1);
  }

  pid(node: number): number {
    return this.process(node).pid;
  }

  /** Resolves when the node's current process has ended. */
  exited(node: number): Promise<ProcessExit> {
    return this.process(node).exited;
  }

  /** Starts a node that was stopped or killed, on its own data and ports. */
  async startNode(node: number): Promise<void> {
    const properties = this.propertiesFile(node);
    await killLeftovers(properties);
    const java = ['java', ...javaOptions, ...javaLogging, '-cp', '*', 'kafka.Kafka', properties];
    const started = await ServerProcess.start({
      name: `Kafka node ${node}`,
      command: [...diesWithParent('KILL'), ...java] as unknown as [string, ...string[]],
      cwd: this.jars,
      readyLine: 'Kafka Server started',
      startTimeoutMs,
      log: this.log,
    });
    this.running.set(node, started);
  }

  async stopNode(node: number): Promise<void> {
    await this.running.get(node)?.stop(['SIGTERM', 20_000], ['SIGKILL', 5_000]);
    this.running.delete(node);
  }

  async killNode(node: number): Promise<void> {
    await this.running.get(node)?.stop(['SIGKILL', 5_000]);
    this.running.delete(node);
  }

  /** Freezes a node: its connections stay open and nothing answers. */
  pauseNode(node: number): void {
    this.process(node).signal('SIGSTOP');
  }

  resumeNode(node: number): void {
    this.process(node).signal('SIGCONT');
  }

  /** Stops every node in order; the data stays. */
  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => this.stopNode(node)));
    this.release();
  }

  /** Kills every node and deletes the data: an orderly stop of three takes seconds. */
  async destroy(): Promise<void> {
    await this.killAll();
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 10 });
  }

  private async killAll(): Promise<void> {
    await Promise.all(this.nodes.map((node) => this.killNode(node)));
  }

  private process(node: number): ServerProcess {
    const running = this.running.get(node);
    if (!running) throw new Error(`Kafka node ${node} is not running`);
    return running;
  }

  private propertiesFile = (node: number) => join(this.dataDir, `node${node}.properties`);

  private writeProperties(): void {
    const clusterId = kafkaId();
    for (const node of this.nodes) {
      const directory = join(this.dataDir, `node${node}`);
      const meta = join(directory, 'meta.properties');
      mkdirSync(directory, { recursive: true });
      if (!existsSync(meta)) writeFileSync(meta, metaProperties(clusterId, node));
      writeFileSync(this.propertiesFile(node), serverProperties(node, this.ports, directory));
    }
  }
}

/** A broker whose owner died is gone within a second; Kafka would refuse its locked directory. */
async function killLeftovers(properties: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const left = processesStartedWith(properties);
    if (left.length === 0) return;
    if (Date.now() > deadline) throw new Error(`an old Kafka still runs: process ${left[0]}`);
    for (const pid of left) signalIfAlive(pid, 'SIGKILL');
    await delay(50);
  }
}
