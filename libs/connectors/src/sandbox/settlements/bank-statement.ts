// The bank's statement of what the sandbox paid, as camt.053.001.08.
import { inMajorUnits, sumOf } from '@ledgerway/domain';

export type PaidEntry = {
  readonly reference: string;
  /** Minor units; what the acquirer takes is negative. */
  readonly amount: bigint;
  readonly text: string;
};

export type StatementToWrite = {
  readonly livemode: boolean;
  readonly currency: string;
  readonly statement: string;
  /** Minor units, before the entries. */
  readonly opening: bigint;
  readonly entries: readonly PaidEntry[];
  readonly at: Date;
};

/** Nothing in it needs escaping: ids, amounts and our own words. */
export function bankStatement(of: StatementToWrite): string {
  const { livemode, currency, statement, opening, entries, at } = of;
  const code = currency.toUpperCase();
  const [time, day] = [at.toISOString(), at.toISOString().slice(0, 10)];
  const money = (amount: bigint) => {
    const size = inMajorUnits({ amount: amount < 0n ? -amount : amount, currency });
    const direction = amount < 0n ? 'DBIT' : 'CRDT';
    return `<Amt Ccy="${code}">${size}</Amt><CdtDbtInd>${direction}</CdtDbtInd>`;
  };
  const balance = (kind: string, amount: bigint) =>
    `      <Bal><Tp><CdOrPrtry><Cd>${kind}</Cd></CdOrPrtry></Tp>${money(amount)}` +
    `<Dt><Dt>${day}</Dt></Dt></Bal>`;
  const entry = ({ reference, amount, text }: PaidEntry) =>
    [
      `      <Ntry>${money(amount)}<Sts><Cd>BOOK</Cd></Sts>`,
      `        <BookgDt><Dt>${day}</Dt></BookgDt><ValDt><Dt>${day}</Dt></ValDt>`,
      `        <AcctSvcrRef>${reference}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd>`,
      '        <Fmly><Cd>RCDT</Cd><SubFmlyCd>OTHR</SubFmlyCd></Fmly></Domn></BkTxCd>',
      `        <NtryDtls><TxDtls><RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls>`,
      '      </Ntry>',
    ].join('\n');
  const closing = opening + sumOf(entries.map(({ amount }) => amount));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">',
    '  <BkToCstmrStmt>',
    `    <GrpHdr><MsgId>${statement}</MsgId><CreDtTm>${time}</CreDtTm></GrpHdr>`,
    `    <Stmt><Id>${statement}</Id><CreDtTm>${time}</CreDtTm>`,
    `      <Acct><Id><Othr><Id>sandbox_${livemode ? 'live' : 'test'}</Id></Othr></Id>`,
    `        <Ccy>${code}</Ccy></Acct>`,
    balance('OPBD', opening),
    balance('CLBD', closing),
    ...entries.map(entry),
    '    </Stmt>',
    '  </BkToCstmrStmt>',
    '</Document>',
    '',
  ].join('\n');
}
