import type { Command } from 'commander';
import { withJson } from '../api/connection.js';
import { ending } from '../terminal/ending.js';
import { exitCodes, type ExitCode } from '../terminal/exit-codes.js';
import { print } from '../terminal/print.js';
import type { CheckResult } from '../verify/verify.js';

export function addVerify(program: Command): void {
  withJson(program.command('verify'))
    .description('check every invariant on live data; exit code 1 if one is broken')
    .action(ending(({ json }: { json?: true }) => run(json === true)));
}

async function run(json: boolean): Promise<ExitCode> {
  const { withInstallation } = await import('../installation/installation.js');
  const { resultInWords, resultsAsJson } = await import('../verify/report.js');
  const { verify } = await import('../verify/verify.js');
  return withInstallation(async ({ database, databaseUrl, reader, openLog }) => {
    const results: CheckResult[] = [];
    const options = { database, databaseUrl, log: openLog(), readHeads: () => reader.heads() };
    for await (const result of verify(options)) {
      results.push(result);
      if (!json) print(resultInWords(result));
    }
    if (json) print(resultsAsJson(results));
    const wrong = results.filter(({ violations }) => violations.length > 0).length;
    if (!json) print(wrong === 0 ? 'all invariants hold' : `${wrong} checks found violations`);
    return wrong === 0 ? exitCodes.done : exitCodes.no;
  });
}
