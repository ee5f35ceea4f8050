// The journal as text, page by page. A page is asked for with the cursor of the one before it.
import type { Positions } from './page.js';

/** hledger and beancount are plain-text accounting; csv has one line per posting. */
export const ledgerFormats = ['hledger', 'beancount', 'csv'] as const;
export type LedgerFormat = (typeof ledgerFormats)[number];

/** Whose entries: one account in one mode, or everything of all accounts. */
export type LedgerExportAsk = {
  readonly merchantId?: string;
  readonly livemode?: boolean;
  readonly format: LedgerFormat;
  /** The IANA time zone that an entry's day is counted in. */
  readonly timeZone: string;
  readonly after: Positions;
  readonly cursor?: LedgerExportCursor;
};

/** `upTo` holds the export at the moment of its first page: what is recorded later is not in it. */
export type LedgerExportCursor = {
  readonly upTo: readonly string[];
  readonly createdMs: string;
  readonly partition: number;
  readonly position: string;
};

/** The texts of all pages together are the file. No cursor: this was the last page. */
export type LedgerExportPage = { readonly text: string; readonly next: LedgerExportCursor | null };
