// One line per posting, for spreadsheets. No value of ours needs quotes.
import { inMajorUnits } from '@ledgerway/domain';
import type { ExportedEntry, LedgerText } from './entry.js';

const columns = 'entry,created,day,event,stream,merchant,livemode,account,layer,currency,amount\n';

export const postingsCsv: LedgerText = {
  head: () => columns,
  entry: ({ id, time, day, event, streamId, merchantId, livemode, legs }: ExportedEntry) =>
    legs
      .map(({ account, layer, currency, amount }) => {
        const about = [id, time, day, event, streamId, merchantId, livemode];
        const major = inMajorUnits({ amount, currency });
        return `${[...about, account, layer, currency, major].join(',')}\n`;
      })
      .join(''),
};
