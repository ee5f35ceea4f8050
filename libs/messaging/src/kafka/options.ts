import type { SASLOptions } from 'kafkajs';
import type { ConnectionOptions } from 'node:tls';
import type { DeliveryLimits } from '../delivery/delivery.js';
import type { Diagnostics } from '../diagnostics.js';

export type KafkaMessageLogOptions = {
  readonly brokers: readonly string[];
  /** Shown in the broker's logs and quotas: the instance's name. */
  readonly clientId: string;
  readonly ssl?: boolean | ConnectionOptions;
  readonly sasl?: SASLOptions;
  readonly logger?: Diagnostics;
  /** Put before every topic and group, so that installations or tests can share a cluster. */
  readonly topicPrefix?: string;
  /** From a publish to its confirmation; longer than a change of a partition's leader takes. */
  readonly publishTimeoutMs?: number;
  readonly lingerMs?: number;
  /** How long the broker holds a fetch for which it has nothing. It delays no record. */
  readonly maxWaitMs?: number;
  readonly sessionTimeoutMs?: number;
  readonly limits?: DeliveryLimits;
};

export const kafkaDefaults = {
  topicPrefix: '',
  publishTimeoutMs: 15_000,
  lingerMs: 2,
  maxWaitMs: 500,
  sessionTimeoutMs: 10_000,
};
