// Writes what is made of the code: `npm run openapi`. A spec fails while it is out of date.
import '../typescript-sources.ts';
import { writeFileSync } from 'node:fs';

const { apiReference, publicObjects } = await import('./generated-files.ts');
const schemas = publicObjects();
writeFileSync(schemas.path, schemas.text);
const { eventCatalogue, eventSamples } = await import('./event-catalogue.ts');
for (const { path, text } of [eventSamples(), eventCatalogue()]) writeFileSync(path, text);
// Only now, since the gateway reads the file just written.
const { describeApi } = await import('@ledgerway/api-gateway');
const page = apiReference(describeApi());
writeFileSync(page.path, page.text);
