// What was ever stored must stay readable: for each version of each event there is a file written
// at that time. A file is never changed; a new version adds one.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventExamples as examples } from '../testing/event-examples.js';
import { requested } from '../testing/examples.js';
import { eventTypes } from './events.js';
import { currentSchemaVersion, encodeEvent, readEvent } from './upcasters.js';

const folder = join(import.meta.dirname, 'golden');
const fileOf = (type: string, version: number) => join(folder, `${type}.v${version}.json`);

describe('the stored form of events', () => {
  it.each(eventTypes)('of %s is in the files, for every version', (type) => {
    for (let version = 1; version <= currentSchemaVersion(type); version++) {
      const file = fileOf(type, version);
      if (!existsSync(file) && process.env['WRITE_GOLDEN_FILES'] === 'yes')
        writeFileSync(file, encodeEvent(examples[type]));
      expect(readEvent(type, version, readFileSync(file))).toEqual(examples[type]);
    }
  });
  it.each(eventTypes)('of %s has not changed without a new version', (type) => {
    const stored = readFileSync(fileOf(type, currentSchemaVersion(type)), 'utf8');
    const written = encodeEvent(examples[type]).toString();
    expect(JSON.parse(written)).toEqual(JSON.parse(stored));
  });
  it('has no file that nothing reads', () => {
    const versions = (type: string) =>
      Array.from({ length: currentSchemaVersion(type) }, (_, index) => index + 1);
    const files = eventTypes.flatMap((type) => versions(type).map((v) => `${type}.v${v}.json`));
    expect(readdirSync(folder).sort()).toEqual(files.sort());
  });
  it('comes back byte for byte', () => {
    for (const type of eventTypes) {
      const bytes = encodeEvent(examples[type]);
      expect(encodeEvent(readEvent(type, currentSchemaVersion(type), bytes))).toEqual(bytes);
    }
  });
});

describe('reading an event', () => {
  const bytes = encodeEvent(requested);
  it.each([
    ['an unknown type', 'ChargeTeleported', 1],
    ['a type of JavaScript', 'toString', 1],
    ['a version from the future', 'ChargeRequested', 4],
    ['a version that never was', 'ChargeRequested', 0],
    ['half a version', 'ChargeRequested', 0.5],
    ['another type than the bytes hold', 'ChargeCaptured', 1],
  ])('stops at %s', (_, type, version) => expect(() => readEvent(type, version, bytes)).toThrow());
  it.each(['', 'null', '{}', '{"type":"ChargeRequested"}', '{"type":"ChargeRequested","at":1}'])(
    'stops at bytes that are no event: %j',
    (text) => {
      expect(() => readEvent('ChargeRequested', 1, Buffer.from(text))).toThrow();
      expect(() => readEvent('ChargeRequested', 2, Buffer.from(text))).toThrow();
    },
  );
});

describe('a charge requested before there was anything but cards', () => {
  const stored = readFileSync(fileOf('ChargeRequested', 1));
  it('was of a card, by nobody’s intent and unauthenticated', () =>
    expect(readEvent('ChargeRequested', 1, stored)).toMatchObject({
      terms: {
        method: 'card',
        paymentMethod: 'card_0123456789ABCDEFGHIJKL',
        billing: null,
        paymentIntent: null,
        authenticated: false,
        offSession: false,
        bankReference: null,
      },
    }));
  it('is not the form that is stored today', () =>
    expect(JSON.parse(stored.toString())).not.toHaveProperty('terms.method'));
});
