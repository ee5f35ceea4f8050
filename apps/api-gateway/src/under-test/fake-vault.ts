// The vault in a page: it opens what the gateway sealed and keeps everything in memory.
import {
  deriveSuffix,
  idOf,
  readCardNumber,
  sandboxCardByNumber,
  vaultTransit,
  type CardSecret,
  type TokenJson,
  type VaultQueries,
} from '@ledgerway/contracts';
import type { CardSnapshot } from '@ledgerway/domain';
import { deriveKey, Seal } from '@ledgerway/platform';
import type { Handlers } from './fake-queries.js';

type Ask<P extends keyof VaultQueries> = VaultQueries[P]['ask'];
type Owned = TokenJson & { readonly merchantId: string };

export class FakeVault {
  /** Everything that it was asked, as it crosses a socket. */
  readonly asked: string[] = [];
  private readonly tokens = new Map<string, Owned>();
  private readonly spenders = new Map<string, string>();
  private readonly intake: Seal;

  constructor(masterKey: Buffer) {
    this.intake = new Seal(deriveKey(masterKey, vaultTransit.intake));
  }

  readonly handlers: Handlers = {
    'vault.tokenize': (ask: Ask<'vault.tokenize'>) => {
      this.asked.push(JSON.stringify(ask));
      const card = this.snapshotOf(ask);
      if (ask.purpose !== 'token') return { card, token: null };
      return { card, token: this.create({ ...ask, type: 'card', card }) };
    },
    'vault.create_token': (ask: Ask<'vault.create_token'>) => {
      this.asked.push(JSON.stringify(ask));
      return this.create(ask);
    },
    'vault.token': (ask: Ask<'vault.token'>) => this.find(ask) ?? null,
    'vault.spend_token': (ask: Ask<'vault.spend_token'>) => {
      const token = this.find(ask);
      const otherMode = this.find({ ...ask, livemode: !ask.livemode }) !== undefined;
      if (token?.type !== 'card') return { refused: 'unknown', otherMode };
      const spender = this.spenders.get(ask.id) ?? ask.spentBy;
      if (spender !== ask.spentBy) return { refused: 'already_used' };
      this.spenders.set(ask.id, spender);
      this.tokens.set(ask.id, { ...token, used: true });
      return { card: token.card, billing: token.billing };
    },
  };

  private create(ask: Ask<'vault.create_token'>): Owned {
    const { operationKey, ...made } = ask;
    const id = `tok_${operationKey}`;
    const token = this.tokens.get(id) ?? { ...made, id, used: false };
    this.tokens.set(id, token);
    return token;
  }

  private find({ merchantId, livemode, id }: Ask<'vault.token'>): Owned | undefined {
    const token = this.tokens.get(id);
    return token?.merchantId === merchantId && token.livemode === livemode ? token : undefined;
  }

  private snapshotOf({ sealedCard, operationKey, billing }: Ask<'vault.tokenize'>): CardSnapshot {
    const text = this.intake.open(Buffer.from(sealedCard, 'base64'), operationKey).toString('utf8');
    const { number, expMonth, expYear } = JSON.parse(text) as CardSecret;
    const read = readCardNumber(number);
    const unknown = { country: 'ZZ', fingerprint: number.slice(-4), funding: 'unknown' } as const;
    return {
      brand: 'brand' in read ? read.brand : 'unknown',
      ...unknown,
      ...sandboxCardByNumber(number),
      id: idOf('card', operationKey, deriveSuffix('card', operationKey)),
      instrument: `vault:${operationKey}`,
      expMonth,
      expYear,
      last4: number.slice(-4),
      name: billing?.name ?? null,
    };
  }
}
