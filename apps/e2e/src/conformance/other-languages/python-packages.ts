// Packages of the Python package index, at fixed versions, in a virtual environment of their own.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache, prepare } from './program.js';

export type PythonPackages = {
  readonly python: string;
  /** Where they are: a folder for the interpreter's search path. */
  readonly packages: string;
};

/** What a requirements file names. @throws with `needed` if Python or the index is not there. */
export function pythonPackages(name: string, file: string, needed: string) {
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
  return installed(`python-${name}-${digest}`, ['-r', file], needed);
}

/** One package with what it asks for itself. */
export const pythonPackage = (name: string, version: string, needed: string) =>
  installed(`python-${name}-${version}`, [`${name}==${version}`], needed);

async function installed(
  folder: string,
  wanted: readonly string[],
  needed: string,
): Promise<PythonPackages> {
  const environment = join(cache, folder);
  const python = join(environment, 'bin', 'python');
  const packages = join(environment, 'packages');
  if (existsSync(packages)) return { python, packages };
  const draft = `${packages}.new`;
  await prepare('python3', ['-m', 'venv', environment], needed);
  rmSync(draft, { recursive: true, force: true });
  await prepare(python, ['-m', 'pip', 'install', '--quiet', '--target', draft, ...wanted], needed);
  renameSync(draft, packages);
  return { python, packages };
}
