// What outsiders send of settlement, and how it is read. It is an entry of its own: only who imports
// files needs readers of CSV and XML.
export { fileRefused, type Problem, type Problems, type Read } from './problems.js';
export { creditBreakId, readBankStatement, type StatementFile } from './read-bank-statement.js';
export { readSettlementFile, type SettlementFile } from './read-settlement-file.js';
export { settlementColumns } from './template.js';
