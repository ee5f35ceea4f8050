// `ledgerway settlement …`: files of the acquirer and the bank, and what does not agree.
import type { Command } from 'commander';
import { withConnection, type ConnectionOptions } from '../api/connection.js';
import type { Pairs } from '../api/form.js';
import { withOperatorApi } from '../api/with-api.js';
import type { Page } from '../feed/list-feed.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { print, printJson } from '../terminal/print.js';
import { tableOf } from '../terminal/table.js';
import { fileText } from '../settlement/file-text.js';

type Break = {
  readonly id: string;
  readonly age_days: number;
  readonly currency: string;
  readonly kind: string;
  readonly our_amount: number | null;
  readonly owner: string | null;
  readonly their_amount: number | null;
};
type Scores = {
  readonly acquirer: string;
  readonly clearing_percent: string | null;
  readonly completeness_percent: string | null;
  readonly currency: string;
  readonly days_to_99_99: string | null;
  readonly livemode: boolean;
};

type Grace = ConnectionOptions & { readonly grace?: string };
type Resolve = ConnectionOptions & { readonly as: string; readonly note?: string };

const path = '/v1/settlements';
const breakPath = (id: string) => `${path}/breaks/${encodeURIComponent(id)}`;

export function addSettlement(program: Command): void {
  const settlement = program
    .command('settlement')
    .description("what the acquirer settled and the bank received; with the operator's key");
  addImports(settlement);
  addBreaks(settlement);
  withGrace(settlement.command('scores'))
    .description('how much agrees, how much is told at all, and how long it takes')
    .action(
      withOperatorApi<[], Grace>(async (api, options) => {
        const page = await api.get<Page<Scores>>(`${path}/scores`, paramsOf(options));
        if (options.json) printJson(page, true);
        else tableOf([scoresHead, ...page.data.map(scoresRow)]).forEach(print);
        return exitCodes.done;
      }),
    );
}

function addImports(settlement: Command): void {
  withConnection(settlement.command('import <file>'))
    .description('import a settlement file, all of it or nothing')
    .action(
      withOperatorApi<[string], ConnectionOptions>(async (api, file, { json }) => {
        printJson(await api.post(`${path}/files`, [['content', fileText(file)]]), json);
        return exitCodes.done;
      }),
    );
  withConnection(settlement.command('statement <file>'))
    .description('import a bank statement (camt.053) or its notification (camt.054)')
    .option(
      '--account <name>',
      'whose account it is, such as sandbox_live, if the bank calls it otherwise',
    )
    .action(
      withOperatorApi<[string], ConnectionOptions & { readonly account?: string }>(
        async (api, file, { account, json }) => {
          const params: Pairs = [
            ['content', fileText(file)],
            ...(account === undefined ? [] : [['account', account] as const]),
          ];
          printJson(await api.post(`${path}/bank_statements`, params), json);
          return exitCodes.done;
        },
      ),
    );
}

function addBreaks(settlement: Command): void {
  withGrace(settlement.command('breaks'))
    .description('what does not agree and nobody has resolved; exit code 1 if there is any')
    .action(
      withOperatorApi<[], Grace>(async (api, options) => {
        const params = [['limit', '100'] as const, ...paramsOf(options)];
        const page = await api.get<Page<Break>>(`${path}/breaks`, params);
        if (options.json) printJson(page, true);
        else tableOf(page.data.map(breakRow)).forEach(print);
        return page.data.length === 0 ? exitCodes.done : exitCodes.no;
      }),
    );
  withConnection(settlement.command('assign <break> <owner>'))
    .description('say who looks after it')
    .action(
      withOperatorApi<[string, string], ConnectionOptions>(async (api, id, owner, { json }) => {
        printJson(await api.post(breakPath(id), [['owner', owner]]), json);
        return exitCodes.done;
      }),
    );
  withConnection(settlement.command('resolve <break>'))
    .description('end it')
    .requiredOption(
      '--as <resolution>',
      'explained, or written_off: what stands open is booked out',
    )
    .option('--note <text>', 'why')
    .action(
      withOperatorApi<[string], Resolve>(async (api, id, { as, note, json }) => {
        const params: Pairs = [
          ['resolution', as],
          ...(note === undefined ? [] : [['note', note] as const]),
        ];
        printJson(await api.post(breakPath(id), params), json);
        return exitCodes.done;
      }),
    );
}

const withGrace = (command: Command): Command =>
  withConnection(command).option(
    '--grace <seconds>',
    'how far the files must have gone past a movement before it is missing; a day unless told',
  );

/** Without `--live` or a key of one's own both modes are told. */
const paramsOf = ({ grace, live }: Grace): Pairs => [
  ...(grace === undefined ? [] : [['grace_seconds', grace] as const]),
  ...(live === undefined ? [] : [['livemode', 'true'] as const]),
];

const breakRow = (one: Break): readonly string[] => [
  one.id,
  one.kind,
  `${one.age_days} d`,
  one.owner ?? '-',
  one.currency,
  `ours ${one.our_amount ?? '-'}`,
  `theirs ${one.their_amount ?? '-'}`,
];

const scoresHead = ['acquirer', 'mode', 'currency', 'clearing %', 'complete %', 'days to 99.99 %'];

const scoresRow = (scores: Scores): readonly string[] => [
  scores.acquirer,
  scores.livemode ? 'live' : 'test',
  scores.currency,
  scores.clearing_percent ?? '-',
  scores.completeness_percent ?? '-',
  scores.days_to_99_99 ?? '-',
];
