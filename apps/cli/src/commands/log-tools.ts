import { InvalidArgumentError, type Command } from 'commander';
import { withJson } from '../api/connection.js';
import type { ArchiveFlags } from '../archive/run-archive.js';
import type { DlqFlags, UnparkFlags } from '../parked/run-parked.js';
import type { ReplayFlags } from '../replay/run-replay.js';
import { ending } from '../terminal/ending.js';
import { readCount } from '../terminal/options.js';

export function addLogTools(program: Command): void {
  withJson(program.command('replay'))
    .description('events of the past once more, to a topic of their own or to a file')
    .option('--partition <n>', 'this partition only', readPartition)
    .option('--stream <id>', 'this stream only: the id of anything in it, or its UUID')
    .option('--from-pos <position>', 'begin at this position', readPosition)
    .option('--to-pos <position>', 'end with this position', readPosition)
    .option('--from-time <time>', 'begin with what was recorded then')
    .option('--to-time <time>', 'end with what was recorded then')
    .option('--to-topic <topic>', 'called replay.<id>')
    .option('--to-file <file>', 'a new file, one event per line')
    .option('--rate <events>', 'how many per second at most', readRate)
    .option('--dry-run', 'only count them')
    .action(
      ending(async (flags: ReplayFlags) =>
        (await import('../replay/run-replay.js')).runReplay(flags),
      ),
    );
  withJson(program.command('archive'))
    .description('copy the sealed beginning of a partition to files, and check them')
    .requiredOption('--partition <n>', 'which one', readPartition)
    .requiredOption('--up-to <position>', 'at most up to there', readPosition)
    .requiredOption('--to <directory>', 'where the files go')
    .action(
      ending(async (flags: ArchiveFlags) =>
        (await import('../archive/run-archive.js')).runArchive(flags),
      ),
    );
}

const parked = () => import('../parked/run-parked.js');

export function addParked(program: Command): void {
  withJson(program.command('unpark'))
    .description('let a stream go on that a bug has stopped: its commands are sent again')
    .requiredOption('--stream <id>', 'the id of anything in it, or its UUID')
    .action(ending(async (flags: UnparkFlags) => (await parked()).runUnpark(flags)));
  const dlq = program.command('dlq').description('commands that were put aside');
  withChoice(dlq.command('list'))
    .description('which ones, and why')
    .action(ending(async (flags: DlqFlags) => (await parked()).runList(flags)));
  withChoice(dlq.command('retry'))
    .description('send commands again that nobody could read')
    .option('--all', 'all of them')
    .action(ending(async (flags: DlqFlags) => (await parked()).runRetry(flags)));
  withChoice(dlq.command('discard'))
    .description('throw commands away, for good')
    .option('--all', 'all of them')
    .action(ending(async (flags: DlqFlags) => (await parked()).runDiscard(flags)));
}

const withChoice = (command: Command): Command =>
  withJson(command)
    .option('--partition <n>', 'of this partition', readPartition)
    .option('--offset <n>', 'of this offset of the commands topic', readOffset);

/** `5000` or `5000/s`. */
const readRate = (text: string): number => readCount(text.replace(/\/s$/, ''));

function readPartition(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError('Expected a number from 0.');
  return Number(text);
}

function readPosition(text: string): bigint {
  if (!/^[1-9]\d{0,17}$/.test(text)) throw new InvalidArgumentError('Expected a number from 1.');
  return BigInt(text);
}

function readOffset(text: string): bigint {
  if (!/^\d{1,18}$/.test(text)) throw new InvalidArgumentError('Expected a number from 0.');
  return BigInt(text);
}
