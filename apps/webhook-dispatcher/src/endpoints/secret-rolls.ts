// Replacing an endpoint's secret. For a while both sign, so that its owner can change over in peace.
import type { WebhookQueries } from '@ledgerway/contracts';
import type { Clock, Database, Transaction } from '@ledgerway/platform';
import { changeEndpoints } from './changes.js';
import { endpointJson, type EndpointRow } from './endpoint-rows.js';
import type { SecretBox } from './secrets.js';

type Roll = WebhookQueries['webhooks.endpoint.roll_secret'];

/** Secrets that sign at the same time: each makes the headers of every delivery longer. */
export const maxSecrets = 5;

const endpointSql = `
  update endpoint set revision = $4
  where endpoint_id = $1 and merchant_id = $2 and livemode = $3 and not deleted
  returning *`;

const secretsSql = `
  select sealed, created_at, expires_at from secret
  where endpoint_id = $1 and kind = 'hmac' order by created_at desc`;

const endOldSql = `
  update secret set expires_at = $2
  where endpoint_id = $1 and kind = 'hmac' and (expires_at is null or expires_at > $2)`;

const insertSql = `insert into secret (endpoint_id, sealed, created_at) values ($1, $2, $3)`;

type SecretRow = {
  readonly sealed: Buffer;
  readonly created_at: Date;
  readonly expires_at: Date | null;
};

export class SecretRolls {
  constructor(
    private readonly database: Database,
    private readonly secrets: SecretBox,
    private readonly clock: Clock,
  ) {}

  /** Repeated with the same key it changes nothing, and answers with the same secret. */
  roll(ask: Roll['ask']): Promise<Roll['answer']> {
    const { id, merchantId, livemode, operationKey } = ask;
    const secret = this.secrets.derive(merchantId, String(livemode), id, operationKey);
    return changeEndpoints(this.database, async (transaction, version) => {
      const values = [id, merchantId, livemode, version];
      const found = await transaction.query<EndpointRow>(endpointSql, values);
      if (found.rows[0] === undefined) return null;
      const endpoint = { ...endpointJson(found.rows[0]), secret };
      const { rows } = await transaction.query<SecretRow>(secretsSql, [id]);
      if (rows.some(({ sealed }) => this.secrets.open(sealed, id) === secret)) return endpoint;
      const nowMs = this.clock.now();
      const signing = rows.filter(({ expires_at }) => (expires_at?.getTime() ?? Infinity) > nowMs);
      if (ask.overlapS > 0 && signing.length >= maxSecrets) return tooMany;
      await this.replace(transaction, id, {
        secret,
        oldEndAtMs: nowMs + ask.overlapS * 1000,
        // Two rolls within one millisecond: the later one is still the later one.
        atMs: Math.max(nowMs, ...rows.map(({ created_at }) => created_at.getTime() + 1)),
      });
      return endpoint;
    });
  }

  private async replace(
    transaction: Transaction,
    id: string,
    { secret, oldEndAtMs, atMs }: { secret: string; oldEndAtMs: number; atMs: number },
  ): Promise<void> {
    await transaction.query(endOldSql, [id, new Date(oldEndAtMs)]);
    const sealed = this.secrets.seal(secret, id);
    await transaction.query(insertSql, [id, sealed, new Date(atMs)]);
  }
}

const tooMany = {
  refused: {
    param: 'expires_in',
    code: null,
    message: `An endpoint can have up to ${maxSecrets} secrets at a time. Wait until one expires, or end them all with expires_in=0.`,
  },
};
