import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deriveCore, vaultTransit, type VaultQueries } from '@ledgerway/contracts';
import {
  createLogger,
  deriveKey,
  HealthRegistry,
  InProcessChannel,
  InProcessClient,
  InProcessServer,
  migrate,
  Seal,
} from '@ledgerway/platform';
import { testDatabase, type TestDatabase } from '@ledgerway/testing';
import { addKey, startVault, vaultDatabase } from '@ledgerway/vault';
import { firstValueFrom } from 'rxjs';
import { findVaultKeys } from './key-source.js';
import { rotateVault } from './rotate.js';

const masterKey = randomBytes(32);
const data = mkdtempSync(join(tmpdir(), 'rotate-'));
writeFileSync(join(data, 'master.key'), masterKey.toString('base64'));
const keys = findVaultKeys({ LEDGERWAY_DATA: data });
const channel = new InProcessChannel('vault');
let database: TestDatabase;
let vault: Awaited<ReturnType<typeof startVault>>;

beforeAll(async () => {
  database = await testDatabase('rotate');
  await migrate({ url: database.url, ...vaultDatabase });
  vault = await startVault({
    ...keys,
    databaseUrl: database.url,
    queries: new InProcessServer(channel),
    logger: createLogger({ name: 'spec', level: 'silent' }),
    health: new HealthRegistry(),
    instance: 'spec',
  });
});
afterAll(async () => {
  await vault?.stop();
  await database?.drop();
  rmSync(data, { recursive: true });
});

const ask = <P extends keyof VaultQueries>(pattern: P, asked: VaultQueries[P]['ask']) =>
  firstValueFrom(new InProcessClient(channel).send<VaultQueries[P]['answer']>(pattern, asked));
async function rotate(source = keys) {
  const lines: string[] = [];
  await rotateVault({
    databaseUrl: database.url,
    keys: source,
    print: (line) => void lines.push(line),
  });
  return lines.join('\n');
}

async function storeCard(): Promise<string> {
  const operationKey = deriveCore(1, randomBytes(8).toString('hex'));
  const seal = new Seal(deriveKey(masterKey, vaultTransit.intake));
  const secret = { number: '4242424242424242', expMonth: 5, expYear: 2031 };
  const { card } = await ask('vault.tokenize', {
    merchantId: 'acct_1',
    livemode: false,
    operationKey,
    purpose: 'payment_method',
    sealedCard: seal.seal(JSON.stringify(secret), operationKey).toString('base64'),
    billing: null,
    cvcGiven: false,
    clientIp: null,
    createdAtMs: 1,
  });
  return card.instrument;
}

describe('a rotation of the vault’s keys', () => {
  it('makes a key, moves every card to it, and is noticed by the running vault', async () => {
    const before = await storeCard();
    const said = await rotate();
    expect(said).toContain('key 2 is in');
    expect(said).toContain('1 cards are now under key 2');
    expect(await ask('vault.reveal', { instrument: before })).not.toBeNull();
    await storeCard();
    expect(await ask('vault.rotate_keys', { limit: 1 })).toMatchObject({
      keyVersion: 2,
      rewrapped: 0,
    });
  });

  it('finishes one that was interrupted before it makes another key', async () => {
    await storeCard();
    const next = addKey(keys.vaultKeysFile!);
    const said = await rotate();
    expect(said).toContain('finishing that first');
    expect(said).toContain(`under key ${next}`);
  });

  it('does nothing without all the keys that are in use', async () => {
    await storeCard();
    const others = { LEDGERWAY_VAULT_KEYS: `9:${randomBytes(32).toString('base64')}` };
    const fromEnvironment = findVaultKeys({ LEDGERWAY_DATA: data, ...others });
    await expect(rotate(fromEnvironment)).rejects.toThrow('give it all keys');
  });
});
