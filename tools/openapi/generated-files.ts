// The files that are made of the code and kept beside it, by the script `npm run openapi`.
import { join } from 'node:path';
import type { ApiDocument } from '@ledgerway/api-gateway';
import { referencePage } from './reference-page.js';
import { schemasOfMembers } from './type-schemas.js';

const root = join(import.meta.dirname, '../..');
const gateway = join(root, 'apps/api-gateway');

export type GeneratedFile = { readonly path: string; readonly text: string };

/** Schemas of what the renderers return. The gateway reads them when it starts. */
export function publicObjects(): GeneratedFile {
  const types = join(gateway, 'src/openapi/public-objects.ts');
  const schemas = schemasOfMembers(
    types,
    'PublicObjects',
    (name) => `#/components/schemas/${name}`,
  );
  const path = join(gateway, 'openapi/public-objects.json');
  return { path, text: `${JSON.stringify(schemas, null, 1)}\n` };
}

export const apiReference = (document: ApiDocument): GeneratedFile => ({
  path: join(root, 'docs/api-reference.md'),
  text: referencePage(document),
});
