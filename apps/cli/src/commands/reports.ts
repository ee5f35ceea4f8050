// `ledgerway reports …`: what finance reads, as files.
import { setTimeout as delay } from 'node:timers/promises';
import { Option, type Command } from 'commander';
import { withConnection, type ConnectionOptions } from '../api/connection.js';
import { withApi } from '../api/with-api.js';
import type { ReportFlags } from '../reports/run-report.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { readDuration } from '../terminal/options.js';
import { print, printJson } from '../terminal/print.js';
import { tableOf } from '../terminal/table.js';

type Types = { readonly data: readonly { readonly id: string; readonly name: string }[] };

export function addReports(program: Command): void {
  const reports = program.command('reports').description('reports as files');
  withConnection(reports.command('types'))
    .description('the reports that can be run')
    .action(
      withApi<[], ConnectionOptions>(async (api, { json }) => {
        const types = await api.get<Types>('/v1/reporting/report_types');
        if (json) printJson(types, true);
        else tableOf(types.data.map(({ id, name }) => [id, name])).forEach(print);
        return exitCodes.done;
      }),
    );
  withConnection(reports.command('run <type>'))
    .description('run a report, wait for it and fetch its file')
    .option('--interval <time>', 'such as 2026-01, 2026-01-05 or 2026-01-05..2026-01-11')
    .option('--timezone <zone>', 'of days and times, such as Asia/Hong_Kong', 'Etc/UTC')
    .option('--currency <code>', 'this currency only')
    .option('--payout <id>', 'what this payout pays')
    .option('--category <name>', 'this category only, such as refund')
    .option('--columns <names>', 'these columns, in this order; separated by commas')
    .addOption(new Option('--format <format>', 'csv unless told').choices(['csv', 'json']))
    .option('-o, --output <file>', 'where to write it; stdout unless told')
    .option('--timeout <time>', 'how long to wait for it', readDuration, 300_000)
    .action(
      withApi<[string], ReportFlags>(async (api, type, flags) => {
        const { runReport } = await import('../reports/run-report.js');
        const { stdout } = process;
        return runReport(type, flags, { api, pause: delay, nowMs: Date.now, stdout });
      }),
    );
}
