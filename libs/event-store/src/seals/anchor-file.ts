// The seals of one partition in a file outside the database: one line each, only ever added to.
import { createReadStream } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { readSealLine, sealLine } from './seal-line.js';
import { sealHash, type Seal } from './seal.js';

export const anchorFileOf = (directory: string, partition: number): string =>
  join(directory, `${partition}.jsonl`);

/** More than the longest line: a seal covers a few thousand events. */
const tailBytes = 512 * 1024;

/** The file says two things about the same positions. */
export class ContradictingAnchors extends Error {}

/** Appends the seals and waits for the disk. What a crash cut off before is left as it is. */
export async function appendAnchors(file: string, seals: readonly Seal[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const cutOff = size > 0 && (await bytesAt(handle, size - 1, 1)).toString() !== '\n';
    const lines = seals.map((seal) => `${sealLine(seal)}\n`).join('');
    await handle.appendFile(cutOff ? `\n${lines}` : lines);
    await handle.datasync();
    if (size === 0) await syncDirectory(dirname(file));
  } finally {
    await handle.close();
  }
}

/** The seal that reaches furthest; none if there is no file yet. */
export async function lastAnchor(file: string): Promise<Seal | undefined> {
  const handle = await openIfThere(file);
  if (handle === undefined) return undefined;
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - tailBytes);
    const lines = (await bytesAt(handle, from, size - from)).toString('utf8').split('\n');
    const seals = lines.map(readSealLine).filter((seal) => seal !== undefined);
    return seals.reduce<Seal | undefined>(
      (last, seal) => (last !== undefined && last.through >= seal.through ? last : seal),
      undefined,
    );
  } finally {
    await handle.close();
  }
}

/** An earlier seal that is written again is so soon after it, by an owner that was just replaced. */
const rememberedSeals = 1_024;

/**
 * The seals of a file in order, each once. Lines that a crash cut off are passed over; a seal that is
 * really missing shows by the next one, which does not follow.
 *
 * @throws ContradictingAnchors if the file has two different seals of the same positions
 */
export async function* readAnchors(file: string): AsyncGenerator<Seal> {
  const seen = new Map<bigint, Buffer>();
  let last = 0n;
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Infinity,
  })) {
    const seal = readSealLine(line);
    if (seal === undefined) continue;
    if (seal.through > last) {
      last = seal.through;
      seen.set(last, sealHash(seal));
      if (seen.size > rememberedSeals) seen.delete(seen.keys().next().value!);
      yield seal;
    } else if (seen.get(seal.through)?.equals(sealHash(seal)) !== true)
      throw new ContradictingAnchors(`${file} has two seals that end at position ${seal.through}`);
  }
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** So that the new file itself survives a power cut. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync();
  await handle.close();
}
