// What an auditor reads is what runs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from './ledger-invariants.js';
import { logChecks, openWork } from './log-invariants.js';

const document = readFileSync(join(import.meta.dirname, '../../../../docs/invariants.md'), 'utf8');

const blocks = (section: string): string[] =>
  [...section.matchAll(/```sql\n(.*?)```/gs)].map(([, sql]) => sql!.trim());

describe('docs/invariants.md', () => {
  const sections = new Map(
    document.split(/^## /m).map((section) => [section.slice(0, section.indexOf('\n')), section]),
  );

  it.each([...checks, ...logChecks, ...openWork])(
    'has the query of $invariant word for word',
    ({ invariant, sql }) => {
      expect(blocks(sections.get(invariant)!)).toContain(sql.trim());
    },
  );

  it('has a section for each invariant', () => {
    const all = Array.from({ length: 14 }, (_, index) => `I${index + 1}`);
    expect([...sections.keys()].slice(1)).toEqual(all);
  });
});
