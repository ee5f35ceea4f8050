import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEvent } from '@ledgerway/contracts';
import { emptyStreamState } from '@ledgerway/domain';
import { inWords } from './words.js';

const golden = join(import.meta.dirname, '../../../../libs/contracts/src/wire/golden');

/** One event of each type and version that was ever written. */
const examples = readdirSync(golden).map((file) => {
  const [, type, version] = /^(\w+)\.v(\d+)\.json$/.exec(file)!;
  const event = readEvent(type!, Number(version), readFileSync(join(golden, file)));
  return [file, event] as const;
});

describe('the words for an event', () => {
  it.each(examples)('are whole: %s', (_file, event) => {
    const words = inWords(event, emptyStreamState);
    expect(words.length).toBeGreaterThan(10);
    expect(words).not.toMatch(/undefined|null|NaN|\[object|Date\(/);
  });

  it('say why an issuer declined', () => {
    const [, declined] = examples.find(([file]) => file.startsWith('ChargeDeclined'))!;
    expect(inWords(declined, emptyStreamState)).toMatch(/^the charge was declined: \w+ — /);
  });
});
