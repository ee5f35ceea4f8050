import {
  ExpandParams,
  ImportBankStatementParams,
  ImportSettlementParams,
  ListSettlementBreaksParams,
  ListSettlementsParams,
  SettlementScoresParams,
  UpdateSettlementBreakParams,
} from '@ledgerway/contracts';
import { operation, type Operation } from '../operation.js';

export const settlementOperations: Readonly<Record<string, Operation>> = {
  'POST /v1/settlements/files': operation(
    "Import an acquirer's settlement file",
    ImportSettlementParams,
    'settlement',
  ),
  'POST /v1/settlements/bank_statements': operation(
    'Import a bank statement',
    ImportBankStatementParams,
    'bank_statement',
  ),
  'GET /v1/settlements/bank_statements/{id}': operation(
    'Retrieve a bank statement',
    ExpandParams,
    'bank_statement',
  ),
  'GET /v1/settlements': operation(
    'List settlement batches',
    ListSettlementsParams,
    'list of settlement',
  ),
  'GET /v1/settlements/{id}': operation(
    'Retrieve a settlement batch with its lines',
    ExpandParams,
    'settlement',
  ),
  'GET /v1/settlements/breaks': operation(
    'List what does not agree',
    ListSettlementBreaksParams,
    'list of settlement_break',
  ),
  'POST /v1/settlements/breaks/{id}': operation(
    'Give a break an owner, or resolve it',
    UpdateSettlementBreakParams,
    'settlement_break',
  ),
  'GET /v1/settlements/scores': operation(
    'Tell how well settlement goes',
    SettlementScoresParams,
    'list of settlement_scores',
  ),
};
