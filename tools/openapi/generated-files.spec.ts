import { readFileSync } from 'node:fs';
import { describeApi } from '@ledgerway/api-gateway';
import { apiReference, publicObjects, type GeneratedFile } from './generated-files.js';

const outdated = ({ path, text }: GeneratedFile) =>
  readFileSync(path, 'utf8') === text ? undefined : `${path} is not of this code: npm run openapi`;

describe('what is made of the code', () => {
  it(
    'has the schemas of the objects as they are rendered',
    () => expect(outdated(publicObjects())).toBeUndefined(),
    120_000,
  ); // The compiler reads it all again.

  it('has the reference of the API as it is', () =>
    expect(outdated(apiReference(describeApi()))).toBeUndefined());
});
