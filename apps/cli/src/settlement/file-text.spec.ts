import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileText } from './file-text.js';

const folder = mkdtempSync(join(tmpdir(), 'settlement '));
const file = join(folder, 'file.csv');
afterAll(() => rmSync(folder, { recursive: true }));

describe('a file to import', () => {
  it('is sent as it is, its byte order mark included', () => {
    writeFileSync(file, '\ufeffBürö\r\n');
    expect(fileText(file)).toBe('\ufeffBürö\r\n');
  });
  it('is refused if it is not UTF-8, before anything of it is lost', () => {
    writeFileSync(file, Buffer.from([0x42, 0xfc, 0x72]));
    expect(() => fileText(file)).toThrow('is not UTF-8');
  });
  it('must be there', () => expect(() => fileText(join(folder, 'none'))).toThrow('cannot be read'));
});
