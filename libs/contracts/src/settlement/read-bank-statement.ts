// Reads a bank statement (camt.053) or its early notification (camt.054): all of it or nothing.
import { sumOf, type BankEntry, type BankStatement } from '@ledgerway/domain';
import { bankEntries, signedAmount } from './bank-entries.js';
import type { CamtKind } from './camt-schema.js';
import {
  merchantAccount,
  merchantAccountNames,
  settlementBankAccount,
} from './merchant-account.js';
import { Problems, shown, type Read } from './problems.js';
import { fileHashOf, readable } from './read-settlement-file.js';
import { withCamt, type XmlNode } from './read-xml.js';
import { bankStatementIdOf, breakIdIn } from './settlement-ids.js';

export type StatementFile = {
  readonly statement: BankStatement;
  readonly entries: readonly BankEntry[];
};

/**
 * `content` is the message's text; `owner`, such as `sandbox_live`, says whose account it is if the
 * bank calls the account by a name of its own.
 */
export async function readBankStatement(
  content: string,
  owner: string | null,
): Promise<Read<StatementFile>> {
  const problems = new Problems();
  const file = readable(content, problems)
    ? await withCamt(content, problems, (kind, document) => {
        const reports = document.all(
          kind === '053' ? 'BkToCstmrStmt/Stmt' : 'BkToCstmrDbtCdtNtfctn/Ntfctn',
        );
        const [report, another] = reports;
        if (another !== undefined)
          problems.add(another.line, null, 'It is the second statement of the message: send each.');
        return report && statementOf(content, kind, report, owner, problems);
      })
    : undefined;
  return file === undefined || problems.count > 0
    ? { ok: false, problems }
    : { ok: true, value: file };
}

function statementOf(
  content: string,
  kind: CamtKind,
  report: XmlNode,
  owner: string | null,
  problems: Problems,
): StatementFile | undefined {
  const name = report.text('Acct/Id/IBAN') ?? report.text('Acct/Id/Othr/Id') ?? '';
  const account = merchantAccount(owner ?? name);
  if (account === undefined) {
    const known = merchantAccountNames.join(', ');
    problems.add(report.line, 'Acct', `${shown(owner ?? name)} is none of ${known}.`);
    return undefined;
  }
  // What the bank says outweighs what the sender says: test money never counts as live money.
  const told = merchantAccount(name);
  if (told !== undefined && told.livemode !== account.livemode)
    problems.add(report.line, 'Acct', `It is of ${name}, and not of ${shown(owner ?? '')}.`);
  checkWhole(kind, report, problems);
  const statement = report.text('Id') ?? '';
  const { acquirer, livemode } = account;
  const bank = settlementBankAccount(account);
  // A notification and the statement that follows it may have the same number.
  const id = bankStatementIdOf(bank, livemode, `${kind} ${statement}`);
  const entries = bankEntries(report, id, problems);
  const currency = entries[0]?.currency ?? report.text('Acct/Ccy')?.toLowerCase();
  if (entries.length === 0) problems.add(report.line, 'Ntry', 'It has no booked entry.');
  if (currency === undefined || problems.count > 0) return undefined;
  if (kind === '053') checkBalances(report, currency, entries, problems);
  return {
    statement: {
      ...{ id, acquirer, livemode, account: bank, statement, currency },
      kind: kind === '053' ? 'statement' : 'notification',
      fileHash: fileHashOf(content),
      valueAt: Math.max(...entries.map(({ valueAt }) => valueAt)),
    },
    entries,
  };
}

function checkWhole(kind: CamtKind, report: XmlNode, problems: Problems): void {
  const pages = kind === '053' ? 'StmtPgntn' : 'NtfctnPgntn';
  const [first, last] = [report.text(`${pages}/PgNb`), report.text(`${pages}/LastPgInd`)];
  const isWhole = first === undefined || (Number(first) === 1 && /^(true|1)$/.test(last ?? ''));
  if (!isWhole) problems.add(report.line, pages, 'It is one page of several: send it as a whole.');
}

/** The entries must lead from the opening balance to the closing one. */
function checkBalances(
  report: XmlNode,
  currency: string,
  entries: readonly BankEntry[],
  problems: Problems,
): void {
  const balance = (...codes: readonly string[]): bigint | undefined => {
    const found = report
      .all('Bal')
      .find((one) => codes.includes(one.text('Tp/CdOrPrtry/Cd') ?? ''));
    if (found === undefined) {
      problems.add(report.line, 'Bal', `It has no balance ${codes.join(' or ')}.`);
      return undefined;
    }
    const amount = signedAmount(found);
    if (amount?.currency === currency) return amount.amount;
    problems.add(found.line, 'Amt', `It is no amount in ${currency.toUpperCase()}.`);
    return undefined;
  };
  const [opening, closing] = [balance('OPBD', 'PRCD'), balance('CLBD')];
  if (opening === undefined || closing === undefined) return;
  if (opening + sumOf(entries.map(({ amount }) => amount)) !== closing)
    problems.add(
      report.line,
      'Bal',
      'Its entries do not lead from the opening to the closing balance.',
    );
}

/** The break that an entry becomes if nobody knows what it pays for. */
export const creditBreakId = (ownerId: string, entryId: string): string =>
  breakIdIn(ownerId, 'credit', entryId);
