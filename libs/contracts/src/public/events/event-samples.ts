// One made-up event of each type, for tests of endpoints and for the event catalogue.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an event tells of: `data` in the event object. */
export type EventSample = {
  readonly object: unknown;
  readonly previousAttributes?: Readonly<Record<string, unknown>>;
};

/** The type of the event that tests an endpoint unless another one is asked for. */
export const testEventType = 'webhook_endpoint.test';

/** Made by `npm run openapi` of what happens in the examples of this package's specs. */
export const eventSamplesFile = join(import.meta.dirname, '../../../samples/events.json');

let samples: Readonly<Record<string, EventSample>> | undefined;

/** Undefined for a type that no event has. */
export function sampleOf(type: string): EventSample | undefined {
  samples ??= JSON.parse(readFileSync(eventSamplesFile, 'utf8')) as Record<string, EventSample>;
  return Object.hasOwn(samples, type) ? samples[type] : undefined;
}
