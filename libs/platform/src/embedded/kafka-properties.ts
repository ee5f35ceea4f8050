import { randomBytes } from 'node:crypto';

/** The loopback ports of one node. Controllers must know each other's before they start. */
export type NodePorts = { client: number; controller: number };

/** Kafka's form of a random id. Never the reserved ids, which start with `AAAA`. */
export const kafkaId = () => `L${randomBytes(16).toString('base64url').slice(1, 21)}g`;

/**
 * With static voters a node starts on a directory that holds only this file: no format step, and
 * the controllers choose the newest metadata version by themselves.
 */
export function metaProperties(clusterId: string, node: number): string {
  return propertiesFile({
    version: 1,
    'cluster.id': clusterId,
    'node.id': node,
    'directory.id': kafkaId(),
  });
}

/** A small broker and controller in one: safe replication settings, little memory, quiet at rest. */
export function serverProperties(
  node: number,
  ports: readonly NodePorts[],
  directory: string,
): string {
  const own = ports[node - 1]!;
  const listeners = `PLAINTEXT://127.0.0.1:${own.client},CONTROLLER://127.0.0.1:${own.controller}`;
  const voters = ports.map(({ controller }, i) => `${i + 1}@127.0.0.1:${controller}`);
  const replicas = Math.min(ports.length, 3);
  const minInSync = Math.min(ports.length, 2);
  return propertiesFile({
    'process.roles': 'broker,controller',
    'node.id': node,
    listeners,
    'advertised.listeners': listeners,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'controller.quorum.voters': voters.join(','),
    'log.dirs': directory,
    // A topic that nobody created is a mistake, and a stale leader would lose acknowledged records.
    'auto.create.topics.enable': false,
    'unclean.leader.election.enable': false,
    'default.replication.factor': replicas,
    'min.insync.replicas': minInSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': minInSync,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': minInSync,
    // Without the first, every group's first join waits three seconds.
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1000,
    // How long a killed leader blocks its partitions; the default is nine seconds.
    'broker.session.timeout.ms': 3000,
    'broker.heartbeat.interval.ms': 500,
    // 128 MiB of heap by default, more than this broker has altogether.
    'log.cleaner.dedupe.buffer.size': 2 * 1024 * 1024,
    // A record every half second otherwise, for ever.
    'metadata.max.idle.interval.ms': 0,
    'num.io.threads': 2,
    'num.network.threads': 2,
    'background.threads': 2,
    'group.coordinator.threads': 1,
  });
}

function propertiesFile(properties: Record<string, string | number | boolean>): string {
  // A backslash starts an escape in this format.
  const lines = Object.entries(properties).map(
    ([name, value]) => `${name}=${String(value).replaceAll('\\', '\\\\')}\n`,
  );
  return lines.join('');
}
