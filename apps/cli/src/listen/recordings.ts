// `listen --record` and `--replay`: events in files, one each, in the order of their names.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../terminal/failure.js';
import type { ApiEvent } from './event.js';
import type { Forwarded } from './forwarder.js';

/** Holds no signature: each replay signs anew. */
export type Recording = { readonly event: ApiEvent; readonly answer?: Forwarded };

const nameOf = (number: number, { type, id }: ApiEvent): string =>
  `${String(number).padStart(6, '0')}-${type}-${id}.json`;

export class Recorder {
  private next: number;

  /** Goes on after what the directory holds. */
  constructor(private readonly directory: string) {
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new Failure(`Cannot record in ${directory}: ${(error as Error).message}`);
    }
    this.next = Number(filesIn(directory).at(-1)?.slice(0, 6) ?? 0) + 1;
  }

  add(recording: Recording): void {
    const file = join(this.directory, nameOf(this.next, recording.event));
    writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`, { mode: 0o600 });
    this.next += 1;
  }
}

export function* recordingsIn(directory: string): Generator<Recording> {
  for (const name of filesIn(directory)) {
    const file = join(directory, name);
    try {
      yield JSON.parse(readFileSync(file, 'utf8')) as Recording;
    } catch (error) {
      throw new Failure(`${file} is no recording: ${(error as Error).message}`);
    }
  }
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => /^\d{6}-.+\.json$/.test(name))
      .sort();
  } catch (error) {
    throw new Failure(`Cannot read ${directory}: ${(error as Error).message}`);
  }
}
