// Where the seals outside the database are found: in a directory with a file for each partition, in
// one such file, or, without any, as the newest seal of each partition on the message log.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { topics } from '@ledgerway/contracts';
import {
  anchorFileOf,
  readAnchors,
  readSealLine,
  SealKey,
  sealKeyPurpose,
  SealPublicKey,
  type Seal,
} from '@ledgerway/event-store';
import type { MessageLog } from '@ledgerway/messaging';
import {
  deriveKey,
  masterKeySettings,
  readConfig,
  readMasterKey,
  setting,
} from '@ledgerway/platform';
import { Failure } from '../terminal/failure.js';

export type Anchors = {
  /** For people. */
  readonly source: string;
  /** The partition that they are of, if they are of one alone. */
  readonly only: number | undefined;
  readonly of: (partition: number) => AsyncIterable<Seal>;
};

const schema = {
  data: setting.text('LEDGERWAY_DATA', { default: '.ledgerway' }),
  seals: setting.text('LEDGERWAY_SEALS', { optional: true }),
  ...masterKeySettings,
};

/** Where the server keeps them. */
function sealsOf(env: NodeJS.ProcessEnv): string {
  const { data, seals } = readConfig(schema, env);
  return seals ?? join(data, 'seals');
}

/**
 * @param path what the operator names; without it where the server keeps them, if they are there
 * @throws Failure if the path leads nowhere
 */
export async function findAnchors(
  path: string | undefined,
  env: NodeJS.ProcessEnv,
  openLog: () => MessageLog,
): Promise<Anchors> {
  const wanted = path ?? sealsOf(env);
  if (existsSync(wanted))
    return statSync(wanted).isDirectory() ? inDirectory(wanted) : inFile(wanted);
  if (path !== undefined) throw new Failure(`there is nothing at ${path}`);
  return onTopic(openLog());
}

const inDirectory = (directory: string): Anchors => ({
  source: directory,
  only: undefined,
  of: (partition) => {
    const file = anchorFileOf(directory, partition);
    return existsSync(file) ? readAnchors(file) : nothing();
  },
});

async function inFile(file: string): Promise<Anchors> {
  for await (const { partition } of readAnchors(file))
    return { source: file, only: partition, of: () => readAnchors(file) };
  throw new Failure(`there is no seal in ${file}`);
}

async function onTopic(log: MessageLog): Promise<Anchors> {
  const newest = await log.lastRecords(topics.seals).catch((cause: unknown) => {
    throw new Failure(
      'no seals on the disk, and none can be read from the message log',
      undefined,
      {
        cause,
      },
    );
  });
  return {
    source: `topic ${topics.seals}`,
    only: undefined,
    async *of(partition) {
      const record = newest.get(partition);
      const seal = record && readSealLine(record.value.toString('utf8'));
      if (seal !== undefined) yield seal;
    },
  };
}

async function* nothing(): AsyncGenerator<Seal> {}

/**
 * The key that seals have to be signed with: from the file that is named, else from the installation's
 * master key, else the one beside the anchors; none if there is none of them.
 *
 * @throws Failure if the file holds no such key
 */
export function findPublicKey(
  file: string | undefined,
  anchors: string | undefined,
  env: NodeJS.ProcessEnv,
): SealPublicKey | undefined {
  const masterKey = file === undefined ? masterKeyOf(env) : undefined;
  if (masterKey !== undefined) return new SealKey(deriveKey(masterKey, sealKeyPurpose)).publicKey;
  const beside = besideAnchors(anchors ?? sealsOf(env));
  const chosen = file ?? (existsSync(beside) ? beside : undefined);
  if (chosen === undefined) return undefined;
  try {
    return SealPublicKey.fromPem(readFileSync(chosen, 'utf8'));
  } catch (cause) {
    throw new Failure(`${chosen} holds no Ed25519 public key`, undefined, { cause });
  }
}

function besideAnchors(path: string): string {
  const isFile = existsSync(path) && statSync(path).isFile();
  return join(isFile ? dirname(path) : path, 'public-key.pem');
}

function masterKeyOf(env: NodeJS.ProcessEnv): Buffer | undefined {
  const { data, masterKey, masterKeyFile } = readConfig(schema, env);
  const file = masterKeyFile ?? join(data, 'master.key');
  if (masterKey === undefined && !existsSync(file)) return undefined;
  return readMasterKey({ masterKey, masterKeyFile: file });
}
