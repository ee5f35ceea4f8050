// `ledgerway vault rotate`: a new key for the vault, and every card under it, while it serves.
import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase } from '@ledgerway/platform';
import { addKey, KeyRing, role, Rotation, schema, type KeyRingSource } from '@ledgerway/vault';

const cardsPerStep = 500;
/** Cards that another rotation has in hand are looked at again after this long. */
const pauseMs = 200;

export type RotateOptions = {
  readonly databaseUrl: string;
  readonly keys: KeyRingSource;
  readonly print: (line: string) => void;
};

/**
 * Makes a new key, unless an earlier rotation was interrupted: that one is finished first. Keys
 * that come from the environment are made by whoever sets it.
 */
export async function rotateVault({ databaseUrl, keys, print }: RotateOptions): Promise<void> {
  const applicationName = 'ledgerway vault rotate';
  const database = createDatabase({
    url: databaseUrl,
    schema,
    role,
    applicationName,
    maxConnections: 1,
  });
  try {
    const ring = new KeyRing(keys);
    const rotation = new Rotation(database, ring);
    await rotation.verifyKeys();
    if (await rotation.isUnfinished()) print(`cards are under older keys: finishing that first`);
    else print(newKey(keys, ring));
    print(`${await rewrapAll(rotation)} cards are now under key ${ring.current.version}`);
  } finally {
    await database.close();
  }
}

function newKey({ vaultKeysFile }: KeyRingSource, ring: KeyRing): string {
  if (vaultKeysFile === undefined)
    return `all cards are under key ${ring.current.version}: add a newer one to LEDGERWAY_VAULT_KEYS`;
  const version = addKey(vaultKeysFile);
  return `key ${version} is in ${vaultKeysFile}: back it up, cards cannot be read without it`;
}

async function rewrapAll(rotation: Rotation): Promise<number> {
  let rewrapped = 0;
  for (;;) {
    const step = await rotation.step(cardsPerStep);
    rewrapped += step.rewrapped;
    if (step.done) return rewrapped;
    if (step.rewrapped === 0) await delay(pauseMs);
  }
}
