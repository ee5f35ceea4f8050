// Programs in other languages that say, line by line, which cases they passed.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

export const e2e = resolve(import.meta.dirname, '../../..');
/** Survives between runs; deleting it costs a download. */
export const cache = resolve(e2e, '../../.cache/conformance');

export type Program = {
  /** The SDK and its version, as the count is printed. */
  readonly label: string;
  readonly command: string;
  readonly args: readonly string[];
};

export type Result = {
  readonly name: string;
  readonly passed: boolean;
  readonly message: string | null;
};

const runTimeoutMs = 120_000;
const prepareTimeoutMs = 300_000;
const run = promisify(execFile);

/** Runs a step of the preparation. @throws with `needed` if the program is not installed. */
export async function prepare(command: string, args: readonly string[], needed: string) {
  try {
    return await run(command, [...args], { timeout: prepareTimeoutMs });
  } catch (error) {
    const { code, stderr, stdout } = error as { code?: unknown; stderr?: string; stdout?: string };
    if (code === 'ENOENT') throw new Error(needed);
    throw new Error(`${command} ${args.join(' ')} failed. ${needed}\n${stdout}${stderr}`);
  }
}

/** Runs all cases. @throws if the program ends without having run any. */
export async function resultsOf(
  { command, args }: Program,
  env: Readonly<Record<string, string>>,
): Promise<Result[]> {
  const { PATH = '', HOME = '' } = process.env;
  const { stdout, stderr } = await run(command, [...args], {
    env: { PATH, HOME, ...env },
    maxBuffer: 16 * 1024 * 1024,
    timeout: runTimeoutMs,
  });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  if (lines.length === 0) throw new Error(`${command} ran no case:\n${stdout}${stderr}`);
  return lines.map((line) => JSON.parse(line) as Result);
}
