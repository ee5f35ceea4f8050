// The results for a person, and for a program.
import { isBroken, type CheckResult } from './verify.js';

export function resultInWords(result: CheckResult): string {
  const { invariants, title, violations } = result;
  const names = invariants.join(' ').padEnd(9);
  if (violations.length === 0) return `ok      ${names} ${title}`;
  const lines = violations.map(
    ({ invariant, where, what }) => `          ${invariant} at ${where}: ${what}`,
  );
  return [`${isBroken(result) ? 'BROKEN' : 'open  '}  ${names} ${title}`, ...lines].join('\n');
}

export const resultsAsJson = (results: readonly CheckResult[]): string =>
  JSON.stringify({ ok: !results.some(isBroken), checks: results });
