import type { StreamCommand } from '@ledgerway/domain';

/** What is to be decided, and from when on (ms since the epoch, by the account's clock). */
export type Timer = {
  readonly dueAtMs: number;
  readonly commandId: string;
  readonly command: (atMs: number) => StreamCommand;
};
