import { settlementColumns } from '@ledgerway/contracts/settlement';
import { settlementIdOf, type SettlementBreakJson } from '@ledgerway/contracts';
import type { StreamCommand } from '@ledgerway/domain';
import { startGatewayUnderTest, type GatewayUnderTest } from '../under-test/gateway-under-test.js';

let gateway: GatewayUnderTest;
let asked: { pattern: string; ask: Record<string, unknown> }[];
const settlementId = settlementIdOf('sandbox', false, 'HKD-7');

const settlementJson = {
  ...{ id: settlementId, acquirer: 'sandbox', livemode: false, batch: 'HKD-7', currency: 'hkd' },
  ...{ fileHash: 'ab', lines: 1, gross: '2000', net: '1978', status: 'waiting' },
  ...{ commission: '0', markup: '2', schemeFees: '4', interchange: '16' },
  ...{ importedAt: 1, receivedAt: null, bankStatement: null, lineItems: [] },
};
const statementJson = {
  ...{ id: 'bst_1', acquirer: 'sandbox', livemode: false, account: 'settlement_sandbox' },
  ...{ statement: 's1', kind: 'statement', currency: 'hkd', importedAt: 1, entries: [] },
};
let seenBreak: SettlementBreakJson | null = null;

beforeAll(async () => {
  gateway = await startGatewayUnderTest();
  const answering = (pattern: string, answer: () => unknown) => {
    gateway.reporting.handlers[pattern] = (ask: Record<string, unknown>) => {
      asked.push({ pattern, ask });
      return answer();
    };
  };
  answering('reporting.settlement', () => settlementJson);
  answering('reporting.bank_statement', () => statementJson);
  answering('reporting.settlement_break', () => seenBreak);
  answering('reporting.settlement_breaks', () => ({ data: [], hasMore: false }));
  answering('reporting.settlement_scores', () => []);
});
beforeEach(() => {
  asked = [];
  gateway.payments.commands.length = 0;
});
afterAll(() => gateway?.stop());

const json = (body: object) => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});
const post = (path: string, body: object, key = gateway.credentials.operator_key) =>
  gateway.call('POST', `/v1/settlements${path}`, { ...json(body), key });
const get = (path: string) =>
  gateway.call('GET', `/v1/settlements${path}`, { key: gateway.credentials.operator_key });
const sent = (): StreamCommand[] => gateway.payments.commands.map(({ command }) => command);

const row = (fields: Readonly<Record<string, string>>) =>
  settlementColumns.map((column) => fields[column] ?? '').join(',');
const common = {
  'Merchant Account': 'sandbox_test',
  'Net Currency': 'HKD',
  'Batch Number': 'HKD-7',
};
const sale = row({
  ...common,
  ...{ 'PSP Reference': 'p1', 'Merchant Reference': 'ch_1', 'Modification Reference': 'ch_1' },
  ...{ 'Payment Method': 'card', 'Creation Date': '2026-01-05 10:00:00', 'Time Zone': 'UTC' },
  ...{ Type: 'Settled', 'Gross Currency': 'HKD', 'Gross Credit': '20.00', 'Net Credit': '19.78' },
  ...{ Markup: '0.02', 'Scheme Fees': '0.04', Interchange: '0.16' },
});
const payout = row({ ...common, Type: 'MerchantPayout', 'Net Debit': '19.78' });
const file = [settlementColumns.join(','), sale, payout, ''].join('\n');

const entry = (text: string) =>
  '<Ntry><Amt Ccy="HKD">19.78</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>' +
  '<ValDt><Dt>2026-01-07</Dt></ValDt><BkTxCd/><NtryDtls><TxDtls><RmtInf>' +
  `<Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`;
const balance = (code: string, amount: string) =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="HKD">${amount}</Amt>` +
  '<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-07</Dt></Dt></Bal>';
const statement = (id: string, closing: string, ...texts: string[]) =>
  '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr/>' +
  `<Stmt><Id>${id}</Id><Acct><Id><Othr><Id>sandbox_test</Id></Othr></Id></Acct>` +
  `${balance('OPBD', '0')}${balance('CLBD', closing)}${texts.map(entry).join('')}` +
  '</Stmt></BkToCstmrStmt></Document>';

describe('a settlement file', () => {
  it('is imported as one command, and again as none that changes anything', async () => {
    const first = await post('/files', { content: file });
    expect(first).toMatchObject({
      status: 200,
      json: { id: settlementId, net: 1978, costs: { interchange: 16 }, already_imported: false },
    });
    expect(sent()).toMatchObject([{ type: 'ImportSettlementBatch', lines: [{ gross: 2000n }] }]);
    gateway.clock.advance(1_000);
    const again = await post('/files', { content: file });
    expect(again).toMatchObject({ status: 200, json: { already_imported: true } });
  });

  it('is refused with other content under the same number', async () => {
    const other = file.replace('ch_1', 'ch_2');
    expect(await post('/files', { content: other })).toMatchObject({
      status: 400,
      json: { error: { type: 'invalid_request_error', param: 'content' } },
    });
  });

  it.each([
    ['a wrong amount', file.replace('20.00', '20.01'), 'line 2: Gross is not net'],
    ['its end cut off', file.replace(payout, ''), 'line 2, column Type: The last line must be'],
    ['no content', '', "You passed an empty string for 'content'"],
  ])('with %s is refused before any command', async (_, content, message) => {
    const refused = await post('/files', { content });
    expect(refused.status).toBe(400);
    expect(refused.json.error).toMatchObject({ type: 'invalid_request_error', param: 'content' });
    expect(refused.json.error.message).toContain(message);
    expect(sent()).toEqual([]);
  });

  it('may be sent as a form, too', async () => {
    const body = new URLSearchParams({ content: file }).toString();
    const key = gateway.credentials.operator_key;
    const { status } = await gateway.call('POST', '/v1/settlements/files', { body, key });
    expect(status).toBe(200);
  });

  it('longer than a request is refused', async () =>
    expect((await post('/files', { content: 'x'.repeat(1_048_600) })).status).toBe(413));
});

describe('a bank statement', () => {
  it('is imported, and each credit is told to the batch that it names', async () => {
    const content = statement('s1', '39.56', 'batch HKD-7', 'gift');
    expect(await post('/bank_statements', { content })).toMatchObject({
      status: 200,
      json: { object: 'bank_statement', already_imported: false },
    });
    expect(sent()).toMatchObject([
      { type: 'ImportBankStatement', entries: [{ batch: 'HKD-7' }, { batch: null }] },
      { type: 'RecordBankCredit', credit: { amount: 1978n } },
    ]);
  });

  it('that came again tells its batches again, in case it had not come to that', async () => {
    gateway.clock.advance(1_000);
    const content = statement('s1', '39.56', 'batch HKD-7', 'gift');
    const again = await post('/bank_statements', { content });
    expect(again.json).toMatchObject({ already_imported: true });
    expect(sent().map(({ type }) => type)).toEqual(['ImportBankStatement', 'RecordBankCredit']);
  });

  it('is refused if it contradicts itself, and the line is named', async () => {
    const refused = await post('/bank_statements', { content: statement('s2', '5', 'batch 8') });
    expect(refused.json.error.message).toMatch(/line 1, column Bal: Its entries do not lead/);
    expect(sent()).toEqual([]);
  });
});

describe('a break', () => {
  const breakId = settlementId.replace('stl_', 'brk_') + 'AAAAAAAAAAA';
  const open = { account: 'acquirer_receivable', acquirer: 'sandbox', currency: 'hkd' } as const;
  beforeEach(() => {
    seenBreak = {
      ...{ id: breakId, kind: 'missing_ours', status: 'open', acquirer: 'sandbox', note: null },
      ...{ livemode: false, currency: 'hkd', ours: null, theirs: '2000', reference: 'r' },
      ...{ merchantReference: 'ch_9', settlement: settlementId, bankStatement: null },
      ...{ foundAt: 1, ageDays: 3, owner: null, resolution: null },
      open: [{ ...open, amount: '-2000' }],
    };
  });

  it('gets an owner and an end, with what the comparison says stands open', async () => {
    const change = { owner: 'Jo', resolution: 'written_off', note: 'too small' };
    expect((await post(`/breaks/${breakId}`, change)).json).toMatchObject({
      ...{ object: 'settlement_break', status: 'resolved', ...change },
      open: [{ account: 'acquirer_receivable:sandbox', amount: -2000 }],
    });
    expect(sent()).toMatchObject([
      { type: 'AssignBreak', owner: 'Jo' },
      { type: 'ResolveBreak', open: [{ amount: -2000n }], note: 'too small' },
    ]);
  });

  it('that is no credit cannot pay a settlement', async () => {
    const refused = await post(`/breaks/${breakId}`, { settlement: settlementId });
    expect(refused).toMatchObject({ status: 400, json: { error: { param: 'settlement' } } });
  });

  it.each([
    ['nothing to change', {}, 'owner'],
    ['a note alone', { owner: 'Jo', note: 'why' }, 'note'],
    ['an end that there is not', { resolution: 'forgotten' }, 'resolution'],
    ['a settlement to write off', { settlement: 'stl_1', resolution: 'written_off' }, 'resolution'],
  ])('is not changed by %s', async (_, change, param) =>
    expect(await post(`/breaks/${breakId}`, change)).toMatchObject({
      status: 400,
      json: { error: { param } },
    }),
  );

  it('that has settled itself is no longer there', async () => {
    seenBreak = null;
    expect((await post(`/breaks/${breakId}`, { owner: 'Jo' })).status).toBe(404);
  });

  it('is listed while it is open, a day after it was due, unless told otherwise', async () => {
    await get('/breaks');
    expect(asked[0]!.ask).toMatchObject({ status: 'open', graceMs: 86_400_000 });
    await get('/breaks?status=all&grace_seconds=0&livemode=true&owner=Jo&kind=duplicate');
    const { ask } = asked[1]!;
    expect(ask).toMatchObject({ graceMs: 0, livemode: true, owner: 'Jo', kind: 'duplicate' });
    expect(ask).not.toHaveProperty('status');
  });
});

describe('settlement', () => {
  it('is the operator’s business alone', async () => {
    const { secret_key: key } = gateway.credentials;
    for (const path of ['', '/breaks', '/scores', '/stl_1'])
      expect((await gateway.call('GET', `/v1/settlements${path}`, { key })).status).toBe(403);
    expect((await post('/files', { content: file }, key)).status).toBe(403);
  });

  it('has scores', async () =>
    expect((await get('/scores')).json).toMatchObject({ object: 'list', data: [] }));
});

describe('the sandbox acquirer', () => {
  const settle = (body: object, key = gateway.credentials.operator_key) =>
    gateway.call('POST', '/v1/test_helpers/settlements', { ...json(body), key });

  it('settles when the operator asks, rightly unless told otherwise', async () => {
    const orders: unknown[] = [];
    gateway.payments.handlers['payments.settle'] = (order: unknown) => {
      orders.push(order);
      return orders.length > 1 ? null : { batch: 'HKD-1', file: 'a,b', statement: '<x/>' };
    };
    const written = { batch: 'HKD-1', file: 'a,b', bank_statement: '<x/>', livemode: false };
    expect((await settle({})).json).toMatchObject(written);
    const nothing = await settle({ currency: 'USD', misbehave: 'paid_twice' });
    expect(nothing.json).toMatchObject({ batch: null, file: null, bank_statement: null });
    expect(orders).toEqual([
      { currency: 'hkd', fault: 'none' },
      { currency: 'usd', fault: 'paid_twice' },
    ]);
    expect((await settle({ misbehave: 'melt' })).status).toBe(400);
    expect((await settle({}, gateway.credentials.secret_key)).status).toBe(403);
  });
});
