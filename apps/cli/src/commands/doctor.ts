import type { Command } from 'commander';
import { withConnection, type ConnectionOptions } from '../api/connection.js';
import { ending } from '../terminal/ending.js';

export type DoctorFlags = ConnectionOptions & {
  readonly forwardTo?: string;
  readonly endpoint?: string;
  readonly secret?: string;
};

export function addDoctor(program: Command): void {
  withConnection(program.command('doctor'))
    .description('look for what is wrong: server, key, clock, and where webhooks go')
    .option('-f, --forward-to <url>', 'look at this receiver of `ledgerway listen`')
    .option('--endpoint <id>', 'look at this endpoint; else at all that are enabled')
    .option('--secret <whsec>', 'what the receiver verifies with, to try a genuine delivery')
    .action(
      ending(async (flags: DoctorFlags) => {
        const { runDoctor } = await import('../doctor/run-doctor.js');
        return runDoctor(flags);
      }),
    );
}
