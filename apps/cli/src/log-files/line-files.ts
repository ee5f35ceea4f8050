// Lines in gzipped files of a bounded size, each with its checksum. A file appears as a whole or not at
// all.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/** `name` is relative to the directory of all files; `bytes` and `sha256` are those of the file. */
export type LineFile = {
  readonly name: string;
  readonly lines: number;
  readonly bytes: number;
  readonly sha256: string;
};

/** Before compression; a file is held in memory while it is written or read. */
const maxFileBytes = 16 * 1024 * 1024;

/** `<name>-00001.ndjson.gz`, `<name>-00002.ndjson.gz` … in the directory. */
export class LineFiles {
  readonly files: LineFile[] = [];
  private lines: string[] = [];
  private bytes = 0;

  constructor(
    private readonly directory: string,
    private readonly name: string,
  ) {}

  async add(line: string): Promise<void> {
    this.lines.push(line);
    this.bytes += line.length;
    if (this.bytes >= maxFileBytes) await this.flush();
  }

  /** Writes what is left. */
  async end(): Promise<readonly LineFile[]> {
    if (this.lines.length > 0) await this.flush();
    return this.files;
  }

  private async flush(): Promise<void> {
    const number = String(this.files.length + 1).padStart(5, '0');
    const name = `${this.name}-${number}.ndjson.gz`;
    const content = await promisify(gzip)(`${this.lines.join('\n')}\n`);
    await writeWhole(join(this.directory, name), content);
    this.files.push({
      ...{ name, lines: this.lines.length, bytes: content.length },
      sha256: sha256Of(content),
    });
    this.lines = [];
    this.bytes = 0;
  }
}

/** For its owner only: a log says who paid whom. */
export async function writeWhole(file: string, content: string | Buffer): Promise<void> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.part`, content, { mode: 0o600 });
  await rename(`${file}.part`, file);
}

export const sha256Of = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex');

/** A file that is missing, cut off or changed. */
export class DamagedFile extends Error {}

/** @throws DamagedFile */
export async function readLineFile(directory: string, file: LineFile): Promise<string[]> {
  const content = await readFile(join(directory, file.name)).catch((cause: unknown) => {
    throw new DamagedFile(`${file.name} cannot be read`, { cause });
  });
  if (content.length !== file.bytes)
    throw new DamagedFile(`${file.name} has ${content.length} bytes instead of ${file.bytes}`);
  if (sha256Of(content) !== file.sha256)
    throw new DamagedFile(`${file.name} was changed: its checksum is another one`);
  const lines = (await promisify(gunzip)(content)).toString('utf8').split('\n');
  lines.pop(); // After the last line's end.
  if (lines.length !== file.lines)
    throw new DamagedFile(`${file.name} has ${lines.length} lines instead of ${file.lines}`);
  return lines;
}
