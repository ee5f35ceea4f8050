// The part of ISO 20022's camt.053.001.08 and camt.054.001.08 that is read, as an XML schema of our
// own: the same names, order and cardinalities as far down as something is read, and below that
// anything. So a bank's whole message passes, and one that is no such message does not.

export type CamtKind = '053' | '054';

export const camtNamespace = (kind: CamtKind): string =>
  `urn:iso:std:iso:20022:tech:xsd:camt.${kind}.001.08`;

const element = (name: string, type: string, occurs = ''): string =>
  `<xs:element name="${name}" type="${type}"${occurs}/>`;

const optional = ' minOccurs="0"';
const many = ' minOccurs="0" maxOccurs="unbounded"';

/** `Name:Type`, with `?` for at most one and `*` for any number; without a type nothing is read. */
const parts = (...described: readonly string[]): string =>
  described
    .map((text) => {
      const [, name = '', type, sign] = /^(\w+)(?::([\w:]+))?([?*])?$/.exec(text) ?? [];
      const occurs = sign === '*' ? many : sign === '?' ? optional : '';
      return element(name, type ?? 'NotRead', occurs);
    })
    .join('');

const complex = (name: string, ...described: readonly string[]): string =>
  `<xs:complexType name="${name}"><xs:sequence>${parts(...described)}</xs:sequence></xs:complexType>`;

const choice = (name: string, ...described: readonly string[]): string =>
  `<xs:complexType name="${name}"><xs:choice>${parts(...described)}</xs:choice></xs:complexType>`;

const text = (name: string, max: number): string =>
  `<xs:simpleType name="${name}"><xs:restriction base="xs:string">
     <xs:minLength value="1"/><xs:maxLength value="${max}"/></xs:restriction></xs:simpleType>`;

const code = (name: string, pattern: string): string =>
  `<xs:simpleType name="${name}"><xs:restriction base="xs:string">
     <xs:pattern value="${pattern}"/></xs:restriction></xs:simpleType>`;

const simpleTypes = [
  text('Max35', 35),
  text('Max70', 70),
  text('Max140', 140),
  text('Max500', 500),
  code('Currency', '[A-Z]{3}'),
  code('Direction', 'CRDT|DBIT'),
  code('Iban', '[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}'),
  code('Status', '[A-Z]{4}'),
  code('BalanceCode', '[A-Z]{1,4}'),
  code('PageNumber', '[0-9]{1,5}'),
  `<xs:simpleType name="Number"><xs:restriction base="xs:decimal"><xs:minInclusive value="0"/>
     <xs:fractionDigits value="5"/><xs:totalDigits value="18"/></xs:restriction></xs:simpleType>`,
  `<xs:complexType name="Amount"><xs:simpleContent><xs:extension base="Number">
     <xs:attribute name="Ccy" type="Currency" use="required"/>
     </xs:extension></xs:simpleContent></xs:complexType>`,
  `<xs:complexType name="NotRead" mixed="true"><xs:sequence>
     <xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip"/></xs:sequence>
     <xs:anyAttribute processContents="skip"/></xs:complexType>`,
];

const accountTypes = [
  choice('Day', 'Dt:xs:date', 'DtTm:xs:dateTime'),
  complex('Other', 'Id:Max35', 'SchmeNm?', 'Issr?'),
  choice('AccountId', 'IBAN:Iban', 'Othr:Other'),
  complex(
    ...(['Account', 'Id:AccountId', 'Tp?', 'Ccy:Currency?', 'Nm?', 'Prxy?', 'Ownr?'] as const),
    'Svcr?',
  ),
  choice('BalanceName', 'Cd:BalanceCode', 'Prtry:Max35'),
  complex('BalanceType', 'CdOrPrtry:BalanceName', 'SubTp?'),
  complex(
    ...(['Balance', 'Tp:BalanceType', 'CdtLine*', 'Amt:Amount', 'CdtDbtInd:Direction'] as const),
    ...['Dt:Day', 'Avlbty*'],
  ),
];

const entryTypes = [
  choice('EntryStatus', 'Cd:Status', 'Prtry:Max35'),
  complex(
    ...(['References', 'MsgId?', 'AcctSvcrRef:Max35?', 'PmtInfId?', 'InstrId?'] as const),
    ...['EndToEndId:Max35?', 'UETR?', 'TxId?', 'MndtId?', 'ChqNb?', 'ClrSysRef?'],
    ...['AcctOwnrTxId?', 'AcctSvcrTxId?', 'MktInfrstrctrTxId?', 'PrcgId?', 'Prtry*'],
  ),
  complex('Remittance', 'Ustrd:Max140*', 'Strd*'),
  complex(
    ...(['Transaction', 'Refs:References?', 'Amt:Amount?', 'CdtDbtInd:Direction?'] as const),
    ...['AmtDtls?', 'Avlbty*', 'BkTxCd?', 'Chrgs?', 'Intrst?', 'RltdPties?', 'RltdAgts?'],
    ...['LclInstrm?', 'Purp?', 'RltdRmtInf*', 'RmtInf:Remittance?', 'RltdDts?', 'RltdPric?'],
    ...['RltdQties*', 'FinInstrmId?', 'Tax?', 'RtrInf?', 'CorpActn?', 'SfkpgAcct?', 'CshDpst*'],
    ...['CardTx?', 'AddtlTxInf?', 'SplmtryData*'],
  ),
  complex('EntryDetails', 'Btch?', 'TxDtls:Transaction*'),
  complex(
    ...(['Entry', 'NtryRef:Max35?', 'Amt:Amount', 'CdtDbtInd:Direction', 'RvslInd?'] as const),
    ...['Sts:EntryStatus', 'BookgDt:Day?', 'ValDt:Day?', 'AcctSvcrRef:Max35?', 'Avlbty*'],
    ...['BkTxCd', 'ComssnWvrInd?', 'AddtlInfInd?', 'AmtDtls?', 'Chrgs?', 'TechInptChanl?'],
    ...['Intrst?', 'CardTx?', 'NtryDtls:EntryDetails*', 'AddtlNtryInf:Max500?'],
  ),
];

const reportTypes = (kind: CamtKind): readonly string[] => {
  const [pagination, balances, more] =
    kind === '053'
      ? ['StmtPgntn:Pages?', ['Bal:Balance*'], 'AddtlStmtInf?']
      : ['NtfctnPgntn:Pages?', [], 'AddtlNtfctnInf?'];
  return [
    complex('Pages', 'PgNb:PageNumber', 'LastPgInd:xs:boolean'),
    complex(
      ...(['Report', 'Id:Max35', pagination, 'ElctrncSeqNb?', 'RptgSeq?', 'LglSeqNb?'] as const),
      ...['CreDtTm:xs:dateTime?', 'FrToDt?', 'CpyDplctInd?', 'RptgSrc?', 'Acct:Account'],
      ...['RltdAcct?', 'Intrst*', ...balances, 'TxsSummry?', 'Ntry:Entry*', more],
    ),
  ];
};

/** The schema as text. The report is the statement of a 053, the notification of a 054. */
export function camtSchema(kind: CamtKind): string {
  const [message, report] =
    kind === '053' ? ['BkToCstmrStmt', 'Stmt'] : ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'];
  const reports = `<xs:element name="${report}" type="Report" maxOccurs="unbounded"/>`;
  return `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="${camtNamespace(kind)}"
      targetNamespace="${camtNamespace(kind)}" elementFormDefault="qualified">
    <xs:element name="Document"><xs:complexType><xs:sequence>
      <xs:element name="${message}"><xs:complexType><xs:sequence>
        ${parts('GrpHdr')}${reports}${parts('SplmtryData*')}
      </xs:sequence></xs:complexType></xs:element>
    </xs:sequence></xs:complexType></xs:element>
    ${[...simpleTypes, ...accountTypes, ...entryTypes, ...reportTypes(kind)].join('\n')}
  </xs:schema>`;
}
