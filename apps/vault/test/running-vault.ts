// The service on a real PostgreSQL, asked as the gateway and the connectors ask it.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  deriveCore,
  vaultTransit,
  type CardSecret,
  type Tenant,
  type VaultQueries,
} from '@ledgerway/contracts';
import {
  createDatabase,
  createLogger,
  deriveKey,
  HealthRegistry,
  InProcessChannel,
  InProcessClient,
  InProcessServer,
  migrate,
  Seal,
  type Database,
} from '@ledgerway/platform';
import { testDatabase } from '@ledgerway/testing';
import { firstValueFrom } from 'rxjs';
import { schema, startVault, vaultDatabase } from '../src/index.js';

export const tenant: Tenant = { merchantId: 'acct_1', livemode: false };
export const visa: CardSecret = { number: '4242424242424242', expMonth: 5, expYear: 2031 };

type Tokenize = VaultQueries['vault.tokenize']['ask'];

export class RunningVault {
  readonly masterKey = randomBytes(32);
  private readonly directory = mkdtempSync(join(tmpdir(), 'vault-keys-'));
  readonly keysFile = join(this.directory, 'vault.keys');
  /** What the service has logged. */
  logged = '';
  private stopService: () => Promise<void> = async () => undefined;
  private client = new InProcessClient(new InProcessChannel('none yet'));
  private operations = 0;

  private constructor(
    readonly databaseUrl: string,
    /** May do everything. */
    readonly owner: Database,
    private readonly dropDatabase: () => Promise<void>,
  ) {}

  static async start(): Promise<RunningVault> {
    const { url, drop } = await testDatabase('vault');
    await migrate({ url, ...vaultDatabase });
    const owner = createDatabase({ url, schema, applicationName: 'spec' });
    const vault = new RunningVault(url, owner, drop);
    await vault.restart();
    return vault;
  }

  async restart(): Promise<void> {
    await this.stopService();
    const channel = new InProcessChannel('vault');
    const destination = { write: (line: string) => void (this.logged += line) };
    const service = await startVault({
      databaseUrl: this.databaseUrl,
      masterKey: this.masterKey,
      vaultKeysFile: this.keysFile,
      queries: new InProcessServer(channel),
      logger: createLogger({ name: 'vault', level: 'trace', pretty: false, destination }),
      health: new HealthRegistry(),
      instance: 'spec',
    });
    this.stopService = () => service.stop();
    this.client = new InProcessClient(channel);
  }

  ask<P extends keyof VaultQueries>(
    pattern: P,
    ask: VaultQueries[P]['ask'],
  ): Promise<VaultQueries[P]['answer']> {
    return firstValueFrom(this.client.send<VaultQueries[P]['answer']>(pattern, ask));
  }

  /** A new operation's question; its card is sealed as the gateway does it. */
  intake(secret: CardSecret, changes: Partial<Tokenize> = {}): Tokenize {
    const operationKey = deriveCore(1_700_000_000_000, `operation ${(this.operations += 1)}`);
    const seal = new Seal(deriveKey(this.masterKey, vaultTransit.intake));
    return {
      ...tenant,
      operationKey,
      purpose: 'token',
      sealedCard: seal.seal(JSON.stringify(secret), operationKey).toString('base64'),
      billing: null,
      cvcGiven: true,
      clientIp: null,
      createdAtMs: 1_700_000_000_000,
      ...changes,
    };
  }

  tokenize(secret: CardSecret = visa, changes: Partial<Tokenize> = {}) {
    return this.ask('vault.tokenize', this.intake(secret, changes));
  }

  /** As a connector reads it. */
  async reveal(instrument: string): Promise<CardSecret | null> {
    const answer = await this.ask('vault.reveal', { instrument });
    if (answer === null) return null;
    const seal = new Seal(deriveKey(this.masterKey, vaultTransit.reveal));
    const text = seal.open(Buffer.from(answer.sealedCard, 'base64'), instrument);
    return JSON.parse(text.toString('utf8')) as CardSecret;
  }

  /** Every row of every table of the database's own schemas, as text. */
  async everything(): Promise<string> {
    const tables = await this.owner.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    let text = '';
    for (const { name } of tables.rows) {
      const { rows } = await this.owner.query<{ row: string }>(
        `select t::text as row from ${name} t`,
      );
      text += rows.map(({ row }) => row).join('\n');
    }
    return text;
  }

  async stop(): Promise<void> {
    await this.stopService();
    await this.owner.close();
    await this.dropDatabase();
    rmSync(this.directory, { recursive: true });
  }
}
