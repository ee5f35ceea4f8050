import type { PartitionReport } from '@ledgerway/event-store';
import { InvalidArgumentError, type Command } from 'commander';
import { withJson } from '../api/connection.js';
import { ending } from '../terminal/ending.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { Failure } from '../terminal/failure.js';
import { print } from '../terminal/print.js';

type Options = {
  partition?: number;
  from?: bigint;
  anchor?: string;
  publicKey?: string;
  printPublicKey?: true;
  json?: true;
};

export function addVerifyChain(program: Command): void {
  withJson(program.command('verify-chain'))
    .description(
      'check the log’s hashes and seals; exit code 1 with the first break of a partition',
    )
    .option('--partition <n>', 'this partition only', readPartition)
    .option('--from <position>', 'begin at this position, else at the first one', readPosition)
    .option('--anchor <path>', 'seals outside the database: a directory, or one partition’s file')
    .option('--public-key <file>', 'the key that seals have to be signed with, in PEM')
    .option('--print-public-key', 'print the key of this installation and end')
    .action(ending(run));
}

async function run(options: Options): Promise<ExitCode> {
  const { findAnchors, findPublicKey } = await import('../verify-chain/anchors.js');
  const publicKey = findPublicKey(options.publicKey, options.anchor, process.env);
  if (options.printPublicKey === true) {
    if (publicKey === undefined) throw new Failure('there is no master key and no public key here');
    print(publicKey.toPem().trimEnd());
    return exitCodes.done;
  }
  const { withInstallation } = await import('../installation/installation.js');
  const { reportInWords, reportsAsJson } = await import('../verify-chain/report.js');
  const { verifyChain } = await import('../verify-chain/verify-chain.js');
  return withInstallation(async ({ reader, openLog }) => {
    const { partition, from = 1n, json } = options;
    const anchors = await findAnchors(options.anchor, process.env, openLog);
    const reports: PartitionReport[] = [];
    for await (const report of verifyChain({ reader, anchors, publicKey, partition, from })) {
      reports.push(report);
      if (json !== true) print(reportInWords(report));
    }
    if (json === true) print(reportsAsJson(reports, publicKey !== undefined));
    const broken = reports.filter((report) => report.break !== null).length;
    const signatures = publicKey === undefined ? '; signatures were not checked: no key' : '';
    const seals = `seals from ${anchors.source}${signatures}`;
    if (json !== true)
      print(
        broken === 0 ? `the log is whole (${seals})` : `${broken} partitions are broken (${seals})`,
      );
    return broken === 0 ? exitCodes.done : exitCodes.no;
  });
}

function readPartition(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError('Expected a number from 0.');
  return Number(text);
}

function readPosition(text: string): bigint {
  if (!/^[1-9]\d{0,17}$/.test(text)) throw new InvalidArgumentError('Expected a number from 1.');
  return BigInt(text);
}
