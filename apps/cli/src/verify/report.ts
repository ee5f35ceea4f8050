// The results for a person, and for a program.
import type { CheckResult } from './verify.js';

export function resultInWords({ invariants, title, violations }: CheckResult): string {
  const names = invariants.join(' ').padEnd(9);
  if (violations.length === 0) return `ok      ${names} ${title}`;
  const lines = violations.map(
    ({ invariant, where, what }) => `          ${invariant} at ${where}: ${what}`,
  );
  return [`BROKEN  ${names} ${title}`, ...lines].join('\n');
}

export const resultsAsJson = (results: readonly CheckResult[]): string =>
  JSON.stringify({
    ok: results.every(({ violations }) => violations.length === 0),
    checks: results,
  });
