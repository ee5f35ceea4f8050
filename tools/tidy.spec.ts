// The rules of the house that a linter does not know. Each failure names its file.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const source = files.filter((file) => /\.(ts|mjs)$/.test(file));
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const matching = (pattern: RegExp, among = source) =>
  among.filter((file) => pattern.test(textOf(file)));

// Written in pieces, so that this file does not find itself.
const marker = new RegExp(
  `\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK']})\\b`.replaceAll(',', '|'),
);
const switchedOff = new RegExp(`\\b(it|test|describe)\\.(sk${'ip'}|on${'ly'}|to${'do'})\\(`);

describe('the repository', () => {
  it('has no promise left in the code', () => {
    expect(matching(marker)).toEqual([]);
  });

  it('switches no test off', () => {
    expect(matching(switchedOff)).toEqual([]);
  });

  it('has no folder named for nothing in particular', () => {
    const vague = /\/(utils?|common|helpers?|misc|shared|core|managers?)(\/|\.ts$)/;
    expect(files.filter((file) => vague.test(file))).toEqual([]);
  });

  it('keeps files to one job: none is longer than 350 lines', () => {
    expect(source.filter((file) => textOf(file).split('\n').length > 350)).toEqual([]);
  });

  it('reads clocks and randomness only in adapters, never in the domain or the contracts', () => {
    const pure = source.filter(
      (file) => /^libs\/(domain|contracts)\/src\//.test(file) && !file.endsWith('.spec.ts'),
    );
    expect(pure.length).toBeGreaterThan(0);
    expect(matching(/\b(Date\.now|Math\.random|randomUUID|randomBytes)\b/, pure)).toEqual([]);
  });

  it('numbers its decisions without a gap', () => {
    const numbers = files
      .map((file) => /^docs\/adr\/(\d{4})-/.exec(file)?.[1])
      .filter((number) => number !== undefined)
      .map(Number);
    expect(numbers).toEqual(numbers.map((_, index) => index));
  });

  it('has a title in every document', () => {
    const documents = files.filter((file) => file.endsWith('.md'));
    expect(documents.filter((file) => !textOf(file).startsWith('# '))).toEqual([]);
  });
});
