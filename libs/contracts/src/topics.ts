// The topics of the message log. Commands and events share the log's partition numbers.

export const topics = {
  commands: 'payments.commands',
  events: 'payments.events',
  replies: 'payments.replies',
  /** The newest seal of each partition of the log, for those who keep an eye on it from outside. */
  seals: 'payments.seals',
} as const;

/** Replies are read whole by each gateway; spreading them keeps one gateway's reading small. */
export const replyPartitions = 16;

/** Names of record headers. Values are text. */
export const headers = {
  commandId: 'command-id',
  position: 'pos',
} as const;
