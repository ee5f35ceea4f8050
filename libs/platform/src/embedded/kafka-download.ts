// Fetches a Kafka broker from the Maven registry, once per machine and version.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { claimDirectory, DirectoryInUseError } from './directory-owner.js';

// The same depth below the library in src/ and in dist/.
const library = resolve(import.meta.dirname, '..', '..');
const pom = join(library, 'kafka', 'pom.xml');
export const defaultKafkaCache = resolve(library, '..', '..', '.cache', 'kafka');

const downloadTimeoutMs = 300_000;
const run = promisify(execFile);

/**
 * @param cache survives between runs; deleting it costs one more download.
 * @returns the directory that holds the broker's jars.
 * @throws when Maven is missing or the registry cannot be reached.
 */
export async function kafkaJars(cache = defaultKafkaCache): Promise<string> {
  const version = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12);
  const jars = join(cache, version);
  const complete = join(jars, 'complete');
  if (existsSync(complete)) return jars;
  mkdirSync(cache, { recursive: true });
  const release = await claimWhenFree(cache);
  try {
    // Another process may have finished the download while this one waited for its turn.
    if (!existsSync(complete)) await download(jars);
  } finally {
    release();
  }
  return jars;
}

async function download(jars: string): Promise<void> {
  const draft = `${jars}.new`;
  rmSync(jars, { recursive: true, force: true });
  rmSync(draft, { recursive: true, force: true });
  const goal = [
    'dependency:copy-dependencies',
    '-DincludeScope=runtime',
    `-DoutputDirectory=${draft}`,
  ];
  try {
    await run('mvn', ['-q', '-B', '-f', pom, ...goal], { timeout: downloadTimeoutMs });
  } catch (error) {
    const { code, stdout, message } = error as { code?: string; stdout?: string; message: string };
    if (code === 'ENOENT')
      throw new Error(
        'Kafka needs Maven and Java 17: apt-get install maven openjdk-17-jre-headless',
      );
    throw new Error(`could not download Kafka: ${stdout || message}`);
  }
  writeFileSync(join(draft, 'complete'), '');
  renameSync(draft, jars);
}

async function claimWhenFree(cache: string): Promise<() => void> {
  const deadline = Date.now() + downloadTimeoutMs;
  for (;;) {
    try {
      return claimDirectory(cache);
    } catch (error) {
      if (!(error instanceof DirectoryInUseError) || Date.now() > deadline) throw error;
      await delay(250);
    }
  }
}
