import { ledgerFormats, type LedgerFormat } from '../queries/ledger-export.js';
import { OneOf, TimeZone } from './parameters.js';

export class LedgerExportParams {
  @OneOf(ledgerFormats, { required: true }) format!: LedgerFormat;
  @TimeZone() timezone?: string;
}
