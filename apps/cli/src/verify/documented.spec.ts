// What an auditor reads is what runs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { webhookQueries } from './webhooks.js';

const document = readFileSync(join(import.meta.dirname, '../../../../docs/invariants.md'), 'utf8');

it.each(webhookQueries)('docs/invariants.md has the query of $invariant: %#', ({ sql }) => {
  expect(document).toContain(`\`\`\`sql\n${sql.trim()}\n\`\`\``);
});
