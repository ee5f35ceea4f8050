import { rmSync, writeFileSync } from 'node:fs';
import { createDatabase, type Database } from '@ledgerway/platform';
import { RunningVault, visa } from '../../test/running-vault.js';
import { role, schema } from '../migrations/migrations.js';
import { addKey } from './key-file.js';
import { KeyRing } from './key-ring.js';
import { Rotation } from './rotation.js';

let vault: RunningVault;
let database: Database;
beforeEach(async () => {
  vault = await RunningVault.start();
  database = createDatabase({
    url: vault.databaseUrl,
    schema,
    role,
    applicationName: 'rotation spec',
  });
});
afterEach(async () => {
  await database?.close();
  await vault?.stop();
});

const ring = () => new KeyRing({ masterKey: vault.masterKey, vaultKeysFile: vault.keysFile });
const versions = async () => {
  const { rows } = await vault.owner.query<{ version: number; cards: number }>(
    'select key_version as version, count(*)::int as cards from card group by 1 order by 1',
  );
  return Object.fromEntries(rows.map(({ version, cards }) => [version, cards]));
};
const stored = async (count: number) => {
  const instruments = [];
  for (let i = 0; i < count; i++) instruments.push((await vault.tokenize()).card.instrument);
  return instruments;
};

describe('a rotation', () => {
  it('leaves cards readable while it runs, and goes on where it was interrupted', async () => {
    const instruments = await stored(5);
    expect(addKey(vault.keysFile)).toBe(2);
    const step = { keyVersion: 2, rewrapped: 2, done: false };
    expect(await new Rotation(database, ring()).step(2)).toEqual(step);
    expect(await versions()).toEqual({ 1: 3, 2: 2 });
    for (const one of instruments) expect(await vault.reveal(one)).toEqual(visa);
    // Another process carries on; it knows of the first one only what is in the rows.
    const second = new Rotation(database, ring());
    expect(await second.step(2)).toEqual(step);
    expect(await second.step(2)).toEqual({ keyVersion: 2, rewrapped: 1, done: true });
    expect(await second.step(2)).toEqual({ keyVersion: 2, rewrapped: 0, done: true });
    for (const one of instruments) expect(await vault.reveal(one)).toEqual(visa);
  });

  it('is asked of the running service, which takes the new key up by itself', async () => {
    await stored(1);
    addKey(vault.keysFile);
    await stored(1);
    expect(await versions()).toEqual({ 1: 1, 2: 1 });
    expect(await vault.ask('vault.rotate_keys', { limit: 100 })).toEqual({
      keyVersion: 2,
      rewrapped: 1,
      done: true,
    });
    expect(await versions()).toEqual({ 2: 2 });
  });

  it('may be run twice at once', async () => {
    const instruments = await stored(6);
    addKey(vault.keysFile);
    const rotations = [new Rotation(database, ring()), new Rotation(database, ring())];
    const steps = await Promise.all(rotations.map((rotation) => rotation.step(100)));
    expect(steps[0]!.rewrapped + steps[1]!.rewrapped).toBe(6);
    for (const one of instruments) expect(await vault.reveal(one)).toEqual(visa);
  });

  it('changes no byte of the cards themselves', async () => {
    await stored(1);
    const sealed = async () =>
      (await vault.owner.query<{ sealed: Buffer }>('select sealed from card')).rows;
    const before = await sealed();
    addKey(vault.keysFile);
    await new Rotation(database, ring()).step(1);
    expect(await sealed()).toEqual(before);
  });

  it('cannot put a data key under a version that did not wrap it', async () => {
    const [instrument] = await stored(1);
    addKey(vault.keysFile);
    await vault.owner.query('update card set key_version = 2');
    await expect(vault.reveal(instrument!)).rejects.toBeDefined();
  });
});

describe('a vault without a key that is in use', () => {
  it('does not start, and says which', async () => {
    addKey(vault.keysFile);
    await stored(1);
    rmSync(vault.keysFile);
    await expect(vault.restart()).rejects.toThrow('no key of version 2');
  });

  it('goes on with what it has read when the file goes away while it runs', async () => {
    addKey(vault.keysFile);
    const [instrument] = await stored(1);
    rmSync(vault.keysFile);
    expect(await vault.reveal(instrument!)).toEqual(visa);
  });

  it('does not start with a file that holds something else', async () => {
    writeFileSync(vault.keysFile, 'not a key');
    await expect(vault.restart()).rejects.toThrow('hold something else');
  });
});
