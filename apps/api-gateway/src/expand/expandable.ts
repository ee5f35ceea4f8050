// What `expand[]` may name: which fields of which objects hold the id of another object.
import { invalidRequest } from '@ledgerway/contracts';
import { ApiException } from '../edge/answer.js';

export type ExpandableKind = 'charge' | 'refund' | 'balance_transaction';
/** `list`: a list of refunds that is only there if it was asked for. `null`: never set so far. */
type Target = ExpandableKind | 'list' | 'source' | 'null';

const fields: Readonly<Record<ExpandableKind, Readonly<Record<string, Target>>>> = {
  charge: {
    balance_transaction: 'balance_transaction',
    customer: 'null',
    failure_balance_transaction: 'null',
    invoice: 'null',
    on_behalf_of: 'null',
    payment_intent: 'null',
    refunds: 'list',
    review: 'null',
    transfer: 'null',
  },
  refund: {
    balance_transaction: 'balance_transaction',
    charge: 'charge',
    failure_balance_transaction: 'balance_transaction',
    payment_intent: 'null',
    transfer_reversal: 'null',
  },
  balance_transaction: { source: 'source' },
};

const maxLevels = 4;

export const targetOf = (kind: ExpandableKind, field: string): Target | undefined =>
  Object.hasOwn(fields[kind], field) ? fields[kind][field] : undefined;

/** Refuses (400) a path that leads nowhere. `inList`: the paths start at a list, with `data`. */
export function checkExpand(
  paths: readonly string[] | undefined,
  kind: ExpandableKind,
  options: { inList?: boolean } = {},
): void {
  for (const path of paths ?? []) {
    const segments = path.split('.');
    const rest = options.inList === true ? afterData(segments) : segments;
    const known = rest !== undefined && segments.length <= maxLevels && leadsSomewhere(kind, rest);
    if (!known) throw new ApiException(notExpandable(path, options.inList === true));
  }
}

/** For objects that hold no ids of others. */
export function checkNothingExpanded(paths: readonly string[] | undefined): void {
  for (const path of paths ?? []) throw new ApiException(notExpandable(path, false));
}

/** Of the paths that start at a list, what follows `data.`. */
export const pathsBelowData = (paths: readonly string[] | undefined): string[] =>
  (paths ?? []).map((path) => path.slice('data.'.length)).filter((path) => path !== '');

const afterData = ([first, ...rest]: string[]) => (first === 'data' ? rest : undefined);

function leadsSomewhere(kind: ExpandableKind, [field, ...rest]: readonly string[]): boolean {
  const target = targetOf(kind, field ?? '');
  if (target === undefined) return false;
  if (rest.length === 0) return true;
  if (target === 'list') return rest[0] === 'data' && isRefundPath(rest.slice(1));
  if (target === 'source') return leadsSomewhere('charge', rest) || leadsSomewhere('refund', rest);
  return target !== 'null' && leadsSomewhere(target, rest);
}

const isRefundPath = (rest: readonly string[]) =>
  rest.length === 0 || leadsSomewhere('refund', rest);

const notExpandable = (path: string, inList: boolean) =>
  invalidRequest(
    `This property cannot be expanded (${path}).` +
      (inList && !path.startsWith('data.')
        ? ` You may want to try expanding 'data.${path}' instead.`
        : ''),
  );
