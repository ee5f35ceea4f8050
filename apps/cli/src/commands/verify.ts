import { InvalidArgumentError, Option, type Command } from 'commander';
import { withJson } from '../api/connection.js';
import { ending } from '../terminal/ending.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { print } from '../terminal/print.js';
import type { CheckResult } from '../verify/verify.js';

type Options = { json?: true; sample?: number; full?: true };

export function addVerify(program: Command): void {
  withJson(program.command('verify'))
    .description('check every invariant on live data; exit code 1 if one is broken')
    .addOption(new Option('--full', 'look at everything (the default)').conflicts('sample'))
    .option('--sample <percent>', 'look at a part of the events of each partition', readPercent)
    .action(ending(run));
}

async function run({ json, sample }: Options): Promise<ExitCode> {
  const { withInstallation } = await import('../installation/installation.js');
  const { findAnchors } = await import('../verify-chain/anchors.js');
  const { resultInWords, resultsAsJson } = await import('../verify/report.js');
  const { isBroken, verify } = await import('../verify/verify.js');
  return withInstallation(async ({ database, databaseUrl, reader, openLog }) => {
    const log = openLog();
    const anchors = await findAnchors(undefined, process.env, () => log);
    const results: CheckResult[] = [];
    const options = { database, databaseUrl, reader, log, anchors };
    for await (const result of verify({ ...options, share: sample })) {
      results.push(result);
      if (json !== true) print(resultInWords(result));
    }
    if (json === true) print(resultsAsJson(results));
    const wrong = results.filter(isBroken).length;
    const holds = sample === undefined ? 'all invariants hold' : 'the sample holds';
    if (json !== true) print(wrong === 0 ? holds : `${wrong} checks found violations`);
    return wrong === 0 ? exitCodes.done : exitCodes.no;
  });
}

/** `1%` or `0.5%` as a share of one. */
function readPercent(text: string): number {
  const percent = /^\d{1,3}(\.\d{1,4})?%?$/.test(text) ? Number(text.replace('%', '')) : 0;
  if (!(percent > 0 && percent <= 100))
    throw new InvalidArgumentError('Expected such as 1%, at most 100%.');
  return percent / 100;
}
