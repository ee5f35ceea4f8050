import { fileRefused } from './problems.js';
import { readBankStatement } from './read-bank-statement.js';

const entry = (amount: string, direction: string, text: string, details = '') => `
  <Ntry><NtryRef>1</NtryRef><Amt Ccy="HKD">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>
    <Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-01-07</Dt></BookgDt><ValDt><Dt>2026-01-08</Dt></ValDt>
    <AcctSvcrRef>bank-1</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd></Domn></BkTxCd>
    <NtryDtls>${details}<TxDtls><RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`;
const paid = entry('19.78', 'CRDT', 'Settlement batch 7');
const balance = (code: string, amount: string) => `
  <Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="HKD">${amount}</Amt>
    <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-07</Dt></Dt></Bal>`;
const balances = balance('OPBD', '100.00') + balance('CLBD', '119.78');

const message = (inside: string, id = 'sandbox_test', namespace = '053.001.08') =>
  `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.${namespace}"><BkToCstmrStmt>
  <GrpHdr><MsgId>m1</MsgId><CreDtTm>2026-01-07T20:00:00Z</CreDtTm></GrpHdr>
  <Stmt><Id>s1</Id><CreDtTm>2026-01-07T20:00:00Z</CreDtTm>
    <Acct><Id><Othr><Id>${id}</Id></Othr></Id><Ccy>HKD</Ccy></Acct>${inside}</Stmt>
</BkToCstmrStmt></Document>`;
const statement = message(balances + paid);
const page = '<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>';
const notification = statement
  .replaceAll('053.001', '054.001')
  .replaceAll('BkToCstmrStmt', 'BkToCstmrDbtCdtNtfctn')
  .replaceAll('Stmt>', 'Ntfctn>')
  .replace(balances, '');

const value = async (content: string, owner: string | null = null) => {
  const read = await readBankStatement(content, owner);
  if (!read.ok) throw new Error(fileRefused(read.problems).message);
  return read.value;
};
const refusal = async (content: string, owner: string | null = null): Promise<string> => {
  const read = await readBankStatement(content, owner);
  return read.ok ? 'read' : fileRefused(read.problems).message;
};

describe('a bank statement', () => {
  it('is what came in, and which batch it names', async () => {
    const { statement: read, entries } = await value(statement);
    expect(read).toMatchObject({
      ...{ kind: 'statement', acquirer: 'sandbox', livemode: false, currency: 'hkd' },
      ...{ account: 'settlement_sandbox', statement: 's1', valueAt: Date.parse('2026-01-08') },
    });
    expect(entries).toEqual([
      {
        ...{ amount: 1978n, currency: 'hkd', batch: '7', text: 'Settlement batch 7' },
        ...{ bankReference: 'bank-1', id: expect.any(String) as string },
        ...{ bookedAt: Date.parse('2026-01-07'), valueAt: Date.parse('2026-01-08') },
      },
    ]);
  });

  it('knows what went out, and what names no batch', async () => {
    const out = message(
      balance('OPBD', '100') + balance('CLBD', '98.50') + entry('1.50', 'DBIT', 'Fees'),
    );
    expect((await value(out)).entries).toMatchObject([{ amount: -150n, batch: null }]);
  });

  it('reads an entry of several transactions as those', async () => {
    const parts = `<Btch><NbOfTxs>2</NbOfTxs></Btch>
      <TxDtls><Amt Ccy="HKD">19.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
        <RmtInf><Ustrd>batch 8</Ustrd></RmtInf></TxDtls>
      <TxDtls><Amt Ccy="HKD">0.78</Amt><RmtInf><Ustrd>batch 9</Ustrd></RmtInf></TxDtls>`;
    const of = (details: string) =>
      message(balances + entry('19.78', 'CRDT', '').replace(/<NtryDtls>.*<\/NtryDtls>/s, details));
    const { entries } = await value(of(`<NtryDtls>${parts}</NtryDtls>`));
    expect(entries.map(({ batch, amount }) => [batch, amount])).toEqual([
      ['8', 1900n],
      ['9', 78n],
    ]);
    const wrong = of(`<NtryDtls>${parts.replace('0.78', '0.77')}</NtryDtls>`);
    expect(await refusal(wrong)).toMatch(/do not add up/);
  });

  it('may be only news of it, and then has no balances', async () =>
    expect((await value(notification)).statement.kind).toBe('notification'));

  it.each([
    ['<Dt>2026-01-08</Dt>', '2026-01-08'],
    ['<Dt>2026-01-08Z</Dt>', '2026-01-08'],
    ['<Dt>2026-01-08+08:00</Dt>', '2026-01-08'],
    ['<DtTm>2026-01-08T02:00:00+08:00</DtTm>', '2026-01-07T18:00:00Z'],
    ['<DtTm>2026-01-08T02:00:00</DtTm>', '2026-01-08T02:00:00Z'],
  ])('counts %s from %s, wherever it is read', async (written, from) => {
    const { entries } = await value(statement.replace('<Dt>2026-01-08</Dt>', written));
    expect(entries[0]!.valueAt).toBe(Date.parse(from));
  });

  it('says whose account it is, or whoever sends it does', async () => {
    const iban = statement.replace(
      '<Othr><Id>sandbox_test</Id></Othr>',
      '<IBAN>DE89370400440532013000</IBAN>',
    );
    expect(await refusal(iban)).toMatch(
      /line \d, column Acct: 'DE89370400440532013000' is none of/,
    );
    expect((await value(iban, 'sandbox_live')).statement.livemode).toBe(true);
  });

  it('is not of another account than it says, whoever sends it', async () => {
    expect((await value(statement, 'sandbox_test')).statement.livemode).toBe(false);
    expect(await refusal(statement, 'sandbox_live')).toMatch(
      /column Acct: It is of sandbox_test, and not of 'sandbox_live'/,
    );
  });

  it.each([
    ['an entry that a page lacks', message(balances + paid + paid), /opening to the closing/],
    ['no closing balance', message(balance('OPBD', '1') + paid), /no balance CLBD/],
    ['a day long ago', statement.replace('>2026-01-08<', '>0001-01-01<'), /column ValDt: '0001/],
    ['a day far ahead', statement.replace('>2026-01-08<', '>12345-01-01<'), /column ValDt: '12345/],
    ['a day before Christ', statement.replace('>2026-01-08<', '>-0044-01-08<'), /column ValDt/],
    ['nothing booked', message(balances + paid.replace('BOOK', 'PDNG')), /no booked entry/],
    [
      'one page of two',
      statement.replace('<CreDtTm>2026-01-07T20:00:00Z</CreDtTm>\n    <Acct>', `${page}<Acct>`),
      /one page of several/,
    ],
    ['an amount of text', statement.replace('>19.78<', '>many<'), /line \d+: Element.*Amt/],
    ['an element too many', statement.replace('<Acct>', '<Gift/><Acct>'), /line \d+:.*Gift/],
    ['an element too few', statement.replace('<Id>s1</Id>', ''), /line \d+: Element/],
    ['its end cut off', statement.slice(0, -40), /line \d+:/],
    ['another version', statement.replace('053.001.08', '053.001.02'), /no camt\.053/],
    ['no XML', 'hello', /line 1:/],
    ['nothing in it', '', /no XML/],
    ['another encoding', statement.replace('UTF-8', 'UTF-16'), /another encoding/],
    ['fractions of a cent', statement.replaceAll('19.78', '19.785'), /no amount/],
    ['two currencies', message(balances + paid + paid.replace('HKD', 'USD')), /another currency/],
  ])('with %s is refused', async (_, content, expected) =>
    expect(await refusal(content)).toMatch(expected),
  );

  it.each([
    ['a file of ours', '<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
    ['an address', '<!DOCTYPE Document SYSTEM "http://127.0.0.1/x.dtd">'],
    ['itself without end', '<!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]>'],
  ])('that would load %s is refused before it is parsed', async (_, doctype) => {
    const content = statement.replace('<Document', `${doctype}<Document`).replace('s1', '&x;');
    expect(await refusal(content)).toBe(
      'The file was not imported. line 2: It has a document type.',
    );
  });
});
