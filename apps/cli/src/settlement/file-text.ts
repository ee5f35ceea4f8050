import { readFileSync } from 'node:fs';
import { Failure } from '../terminal/failure.js';

/** The text of a file, which must be UTF-8: a lenient reading would change what is imported. */
export function fileText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure(`${file} is not UTF-8`);
  }
}
