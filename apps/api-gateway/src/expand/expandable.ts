// What `expand[]` may name: which fields of which objects hold the id of another object.
import { invalidRequest, type Resource } from '@ledgerway/contracts';
import { requirePermission } from '../auth/permissions.js';
import { ApiException } from '../edge/answer.js';
import type { Caller } from '../edge/caller.js';

export type ExpandableKind =
  | 'balance_transaction'
  | 'card'
  | 'charge'
  | 'customer'
  | 'dispute'
  | 'invoice_settings'
  | 'payment_intent'
  | 'payment_method'
  | 'payout'
  | 'refund'
  | 'setup_intent';

/**
 * `refunds` and `sources` are lists that are only there if they were asked for. `source` is a charge,
 * a refund, a dispute or a payout. `within` is an object in the object. `nothing` is never set here.
 */
export type Target =
  ExpandableKind | 'refunds' | 'sources' | 'source' | 'within invoice_settings' | 'nothing';

const fields: Readonly<Record<ExpandableKind, Readonly<Record<string, Target>>>> = {
  balance_transaction: { source: 'source' },
  card: { customer: 'customer', account: 'nothing' },
  charge: {
    application: 'nothing',
    application_fee: 'nothing',
    balance_transaction: 'balance_transaction',
    customer: 'customer',
    failure_balance_transaction: 'nothing',
    invoice: 'nothing',
    on_behalf_of: 'nothing',
    payment_intent: 'payment_intent',
    refunds: 'refunds',
    review: 'nothing',
    source_transfer: 'nothing',
    transfer: 'nothing',
  },
  customer: {
    default_source: 'card',
    invoice_settings: 'within invoice_settings',
    sources: 'sources',
    test_clock: 'nothing',
  },
  dispute: { charge: 'charge', payment_intent: 'payment_intent' },
  invoice_settings: { default_payment_method: 'payment_method' },
  payment_intent: {
    application: 'nothing',
    customer: 'customer',
    invoice: 'nothing',
    latest_charge: 'charge',
    on_behalf_of: 'nothing',
    payment_method: 'payment_method',
    review: 'nothing',
    source: 'nothing',
  },
  payment_method: { customer: 'customer' },
  payout: {
    application_fee: 'nothing',
    balance_transaction: 'balance_transaction',
    destination: 'nothing',
    failure_balance_transaction: 'balance_transaction',
    original_payout: 'payout',
    reversed_by: 'payout',
  },
  refund: {
    balance_transaction: 'balance_transaction',
    charge: 'charge',
    failure_balance_transaction: 'balance_transaction',
    payment_intent: 'payment_intent',
    source_transfer_reversal: 'nothing',
    transfer_reversal: 'nothing',
  },
  setup_intent: {
    application: 'nothing',
    customer: 'customer',
    latest_attempt: 'nothing',
    mandate: 'nothing',
    on_behalf_of: 'nothing',
    payment_method: 'payment_method',
    single_use_mandate: 'nothing',
  },
};

/** The permissions that showing a target takes, beside the one for its holder. */
const resources: Partial<Record<Target, readonly Resource[]>> = {
  balance_transaction: ['balance'],
  card: ['customer'],
  charge: ['charge'],
  customer: ['customer'],
  dispute: ['dispute'],
  payment_intent: ['payment_intent'],
  payment_method: ['payment_method'],
  payout: ['payout'],
  refund: ['refund'],
  refunds: ['refund'],
  setup_intent: ['payment_intent'],
  source: ['charge', 'refund', 'dispute', 'payout'],
  sources: ['customer'],
};

const maxLevels = 4;

export const targetOf = (kind: ExpandableKind, field: string): Target | undefined =>
  Object.hasOwn(fields[kind], field) ? fields[kind][field] : undefined;

/** The kinds whose fields may follow a target in a path; of a list, those of its rows. */
export function kindsBehind(target: Target): readonly ExpandableKind[] {
  switch (target) {
    case 'nothing':
      return [];
    case 'refunds':
      return ['refund'];
    case 'sources':
      return ['card'];
    case 'source':
      return ['charge', 'refund', 'dispute', 'payout'];
    case 'within invoice_settings':
      return ['invoice_settings'];
    default:
      return [target];
  }
}

export const isList = (target: Target): boolean => target === 'refunds' || target === 'sources';

export type ExpandCheck = {
  /** The paths start at a list, with `data`. */
  readonly inList?: boolean;
  /** Who asks: what they may not read cannot be expanded for them either. */
  readonly caller: Caller;
};

/** Refuses (400) a path that leads nowhere, and (403) one to what the caller may not read. */
export function checkExpand(
  paths: readonly string[] | undefined,
  kind: ExpandableKind,
  { inList = false, caller }: ExpandCheck,
): void {
  for (const path of paths ?? []) {
    const segments = path.split('.');
    const rest = inList ? afterData(segments) : segments;
    const short = rest !== undefined && segments.length <= maxLevels;
    const targets = short ? targetsAlong([kind], rest) : undefined;
    if (targets === undefined) throw new ApiException(notExpandable(path, inList));
    for (const resource of targets.flatMap((target) => resources[target] ?? []))
      if (!isForBrowsers(caller, resource)) requirePermission(caller, resource, 'read');
  }
}

/** A browser that holds an intent's secret may see the method that it pays with. */
const isForBrowsers = ({ kind }: Caller, resource: Resource) =>
  kind === 'publishable' && resource === 'payment_method';

/** For objects that hold no ids of others. */
export function checkNothingExpanded(paths: readonly string[] | undefined): void {
  for (const path of paths ?? []) throw new ApiException(notExpandable(path, false));
}

/** Of the paths that start at a list, what follows `data.`. */
export const pathsBelowData = (paths: readonly string[] | undefined): string[] =>
  (paths ?? []).map((path) => path.slice('data.'.length)).filter((path) => path !== '');

const afterData = ([first, ...rest]: readonly string[]) => (first === 'data' ? rest : undefined);

/** Everything that a path expands on its way; nothing if it leads nowhere. */
function targetsAlong(
  kinds: readonly ExpandableKind[],
  [field, ...rest]: readonly string[],
): Target[] | undefined {
  for (const kind of kinds) {
    const target = targetOf(kind, field ?? '');
    if (target === undefined) continue;
    if (rest.length === 0) return target === 'within invoice_settings' ? undefined : [target];
    const below = isList(target) ? afterData(rest) : rest;
    if (below === undefined) continue;
    if (below.length === 0) return [target];
    const further = targetsAlong(kindsBehind(target), below);
    if (further !== undefined) return [target, ...further];
  }
  return undefined;
}

const notExpandable = (path: string, inList: boolean) =>
  invalidRequest(
    `This property cannot be expanded (${path}).` +
      (inList && !path.startsWith('data.')
        ? ` You may want to try expanding 'data.${path}' instead.`
        : ''),
  );
