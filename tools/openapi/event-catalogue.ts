// The page that lists every type of event with a sample, and the samples as the services read them.
import { join } from 'node:path';
import { publicEventTypes } from '../../libs/contracts/src/public/events/event-types.js';
import { sampleEvents } from '../../libs/contracts/src/testing/sample-lives.js';

const root = join(import.meta.dirname, '../..');

type Sample = { readonly object: unknown; readonly previousAttributes?: unknown };

/** By type, in the order of the types. @throws if a type has no sample */
function samplesByType(): Record<string, Sample> {
  const samples = new Map<string, Sample>();
  for (const { type, object, previousAttributes } of sampleEvents())
    if (samples.get(type) === undefined || isFuller(samples.get(type)!, previousAttributes))
      samples.set(type, { object, ...(previousAttributes && { previousAttributes }) });
  return Object.fromEntries(
    publicEventTypes.map((type) => {
      const sample = samples.get(type);
      if (sample === undefined) throw new Error(`no example tells of ${type}`);
      return [type, sample];
    }),
  );
}

const isFuller = (known: Sample, previousAttributes: unknown): boolean =>
  known.previousAttributes === undefined && previousAttributes !== undefined;

export const eventSamples = () => ({
  path: join(root, 'libs/contracts/samples/events.json'),
  text: `${JSON.stringify(samplesByType(), null, 1)}\n`,
});

const opening = `# Events

Made from the code by \`npm run openapi\`; change the code instead. These are all types of event that webhook endpoints can
subscribe to and that \`GET /v1/events\` lists; \`*\` subscribes to all of them. Each has a sample of what stands in \`data\`: the
object as it was right after the event and, if it has changed, what the changed fields were before. Objects are described in
the [API reference](api-reference.md).

- Each event is delivered at least once, and always with the same \`webhook-id\` and the same bytes.
- \`POST /v1/webhook_endpoints/{id}/test\` sends a sample: of \`type\`, or \`webhook_endpoint.test\`, whose object is the
  endpoint itself. It is tried once, and no list shows such events.
`;

export function eventCatalogue() {
  const samples = Object.entries(samplesByType());
  const contents = samples.map(([type]) => `- [\`${type}\`](#${type.replace(/[^a-z0-9_]/g, '')})`);
  const sections = samples.map(([type, { object, previousAttributes }]) => {
    const data = { object, ...(previousAttributes && { previous_attributes: previousAttributes }) };
    return `## ${type}\n\n\`\`\`json\n${JSON.stringify(data, null, 2)}\n\`\`\`\n`;
  });
  return {
    path: join(root, 'docs/events.md'),
    text: `${[opening, `${contents.join('\n')}\n`, ...sections].join('\n')}`,
  };
}
