import type { Command } from 'commander';
import { withConnection, type ConnectionOptions } from '../api/connection.js';
import { ending } from '../terminal/ending.js';
import { collect, readDuration } from '../terminal/options.js';

export type FixturesFlags = ConnectionOptions & {
  readonly override?: readonly string[];
  readonly timeout: number;
};

const defaultTimeoutMs = 30_000;

export function addFixtures(program: Command): void {
  const fixtures = program.command('fixtures').description('scenarios in files');
  withConnection(fixtures.command('run <file>'))
    .description('make the calls of a file, one after the other, in test mode')
    .option('--override <change>', 'name:path=value, as charge:amount=5000; repeatable', collect)
    .option('--timeout <duration>', 'how long to wait in a step', readDuration, defaultTimeoutMs)
    .action(
      ending(async (file: string, flags: FixturesFlags) => {
        const { runFixtures } = await import('../fixtures/run-fixtures.js');
        return runFixtures(file, flags);
      }),
    );
}
