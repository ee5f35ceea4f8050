// The reports that can be run. Names and columns are the ecosystem's, so that what reads its files
// reads these; versions that differ there in columns of no use here are one report under several names.
import { reportingCategories } from '../public/balance-transaction.js';

/** What a report is made of; several types can be the same. */
export type ReportKind =
  | 'balance_summary'
  | 'activity_summary'
  | 'activity_itemized'
  | 'payout_reconciliation_summary'
  | 'payout_reconciliation_itemized'
  | 'payouts_summary'
  | 'payouts_itemized'
  | 'payment_methods_summary';

export type ReportType = {
  readonly id: string;
  readonly kind: ReportKind;
  readonly name: string;
  readonly version: number;
  /** All columns, in the order of a file that was not asked for certain ones. */
  readonly columns: readonly string[];
  /** Whether it is of one payout: it can be, it has to be, or it never is. */
  readonly payout: 'optional' | 'required' | 'never';
};

const sums = ['count', 'gross', 'fee', 'net'];
const byCategory = ['reporting_category', 'currency', ...sums];

const transaction = [
  'balance_transaction_id',
  'created_utc',
  'created',
  'available_on_utc',
  'available_on',
  'currency',
  'gross',
  'fee',
  'net',
  'reporting_category',
  'source_id',
  'description',
  'charge_id',
  'payment_intent_id',
  'customer_id',
  'payment_method_type',
];

const ofPayout = [
  'automatic_payout_id',
  'automatic_payout_effective_at_utc',
  'automatic_payout_effective_at',
];

const columnsOf: Readonly<Record<ReportKind, readonly string[]>> = {
  balance_summary: ['category', 'description', 'net_amount', 'currency'],
  activity_summary: byCategory,
  activity_itemized: transaction,
  payout_reconciliation_summary: byCategory,
  payout_reconciliation_itemized: [...ofPayout, ...transaction],
  payouts_summary: byCategory,
  payouts_itemized: [
    'payout_id',
    'effective_at_utc',
    'effective_at',
    'balance_transaction_id',
    'currency',
    'gross',
    'fee',
    'net',
    'reporting_category',
    'description',
    'payout_expected_arrival_date',
    'payout_status',
  ],
  payment_methods_summary: ['payment_method', 'currency', ...sums],
};

/** Every version from 1 up to the last. */
const versions = (
  name: string,
  last: number,
  about: Pick<ReportType, 'kind' | 'name'> & Partial<Pick<ReportType, 'payout'>>,
): ReportType[] =>
  Array.from({ length: last }, (_, index) => ({
    payout: 'never',
    ...about,
    id: `${name}.${index + 1}`,
    version: index + 1,
    columns: columnsOf[about.kind],
  }));

export const reportTypes: readonly ReportType[] = [
  ...versions('balance.summary', 1, { kind: 'balance_summary', name: 'Balance summary' }),
  ...versions('balance_change_from_activity.itemized', 6, {
    kind: 'activity_itemized',
    name: 'Itemized balance change from activity',
  }),
  ...versions('balance_change_from_activity.summary', 1, {
    kind: 'activity_summary',
    name: 'Balance change from activity',
  }),
  ...versions('hk.payment_methods.summary', 1, {
    kind: 'payment_methods_summary',
    name: 'Activity by Hong Kong payment method',
  }),
  ...versions('payout_reconciliation.by_id.itemized', 4, {
    kind: 'payout_reconciliation_itemized',
    name: 'Itemized payout reconciliation of one payout',
    payout: 'required',
  }),
  ...versions('payout_reconciliation.by_id.summary', 1, {
    kind: 'payout_reconciliation_summary',
    name: 'Payout reconciliation of one payout',
    payout: 'required',
  }),
  ...versions('payout_reconciliation.itemized', 6, {
    kind: 'payout_reconciliation_itemized',
    name: 'Itemized payout reconciliation',
    payout: 'optional',
  }),
  ...versions('payout_reconciliation.summary', 1, {
    kind: 'payout_reconciliation_summary',
    name: 'Payout reconciliation',
    payout: 'optional',
  }),
  ...versions('payouts.itemized', 3, { kind: 'payouts_itemized', name: 'Itemized payouts' }),
  ...versions('payouts.summary', 1, { kind: 'payouts_summary', name: 'Payouts' }),
];

export const reportTypeOf = (id: string): ReportType | undefined =>
  reportTypes.find((type) => type.id === id);

/** The categories that a run can be narrowed to. A balance as a whole has none. */
export const categoriesOf = ({ kind }: ReportType): readonly string[] =>
  kind === 'balance_summary' ? [] : reportingCategories;
