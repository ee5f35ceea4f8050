import type { Command } from 'commander';
import { withConnection, type ConnectionOptions } from '../api/connection.js';
import { ending } from '../terminal/ending.js';
import { collect, readDuration } from '../terminal/options.js';

export type TriggerFlags = ConnectionOptions & {
  readonly list?: true;
  readonly override?: readonly string[];
  readonly timeout: number;
};

const defaultTimeoutMs = 30_000;

export function addTrigger(program: Command): void {
  withConnection(program.command('trigger [event]'))
    .description('make an event really happen in test mode, and print its id')
    .option('--list', 'show the events, and the steps that each takes')
    .option('--override <change>', 'step:path=value, as charge:amount=5000; repeatable', collect)
    .option('--timeout <duration>', 'how long to wait for it', readDuration, defaultTimeoutMs)
    .action(
      ending(async (event: string | undefined, flags: TriggerFlags) => {
        const { runTrigger } = await import('../trigger/run-trigger.js');
        return runTrigger(event, flags);
      }),
    );
}
