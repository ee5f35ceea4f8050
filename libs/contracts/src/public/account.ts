import { fundsHeldDays, type FeeSchedule, type PayoutSchedule } from '@ledgerway/domain';
import { weekdayName } from '../requests/account-settings.js';
import { publicAmount } from './amount.js';

export type AccountToRender = {
  readonly id: string;
  readonly country: string;
  readonly defaultCurrency: string;
  readonly email: string | null;
  readonly businessName: string | null;
  /** Unix seconds. */
  readonly created: number;
  /** Null: nothing costs anything. */
  readonly feeSchedule: FeeSchedule | null;
  readonly payoutSchedule: PayoutSchedule;
};

/** The `account` object. */
export const renderAccount = (account: AccountToRender) => ({
  id: account.id,
  object: 'account' as const,
  business_profile: {
    mcc: null,
    minority_owned_business_designation: null,
    name: account.businessName,
    product_description: null,
    specified_commercial_transactions_act_url: null,
    support_address: null,
    support_email: null,
    support_phone: null,
    support_url: null,
    url: null,
  },
  business_type: null,
  capabilities: { card_payments: 'active' as const },
  charges_enabled: true,
  country: account.country,
  created: account.created,
  default_currency: account.defaultCurrency,
  details_submitted: true,
  email: account.email,
  fee_schedule: account.feeSchedule && renderFees(account.feeSchedule),
  metadata: {},
  payouts_enabled: true,
  settings: renderSettings(account),
  type: 'standard' as const,
});

type PublicFeeSchedule = {
  [method in 'alipay' | 'card' | 'fps' | 'wechat_pay']?: { percent_bps: number; fixed: number };
} & { tax_bps: number };

const renderFees = ({ methods, taxBps }: FeeSchedule): PublicFeeSchedule => ({
  ...Object.fromEntries(
    Object.entries(methods).map(([method, { percentBps, fixed }]) => [
      method,
      { percent_bps: percentBps, fixed: publicAmount(fixed) },
    ]),
  ),
  tax_bps: taxBps,
});

const renderSchedule = (schedule: PayoutSchedule) => ({
  delay_days: fundsHeldDays,
  interval: schedule.interval,
  ...(schedule.interval === 'weekly' && { weekly_anchor: weekdayName(schedule.weeklyAnchor) }),
  ...(schedule.interval === 'monthly' && { monthly_anchor: schedule.monthlyAnchor }),
});

const renderSettings = ({ businessName, payoutSchedule }: AccountToRender) => ({
  branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
  card_payments: {
    statement_descriptor_prefix: null,
    statement_descriptor_prefix_kana: null,
    statement_descriptor_prefix_kanji: null,
  },
  dashboard: { display_name: businessName, timezone: 'Etc/UTC' },
  payments: {
    statement_descriptor: null,
    statement_descriptor_kana: null,
    statement_descriptor_kanji: null,
    statement_descriptor_prefix_kana: null,
    statement_descriptor_prefix_kanji: null,
  },
  payouts: {
    debit_negative_balances: false,
    schedule: renderSchedule(payoutSchedule),
    statement_descriptor: null,
  },
});
