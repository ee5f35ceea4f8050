// Replacing an endpoint's secret. For a while both sign, so that its owner can change over in peace.
import {
  webhookSecretTypes,
  type WebhookQueries,
  type WebhookSecretType,
} from '@ledgerway/contracts';
import type { Clock, Database, Transaction } from '@ledgerway/platform';
import { changeEndpoints } from './changes.js';
import { endpointJson, type EndpointRow } from './endpoint-rows.js';
import { toldOf, type MadeSecret, type SecretBox } from './secrets.js';

type Roll = WebhookQueries['webhooks.endpoint.roll_secret'];

/** Secrets that sign at the same time: each makes the headers of every delivery longer. */
export const maxSecrets = 5;

const endpointSql = `
  update endpoint set revision = $4
  where endpoint_id = $1 and merchant_id = $2 and livemode = $3 and not deleted
  returning *`;

const secretsSql = `
  select sealed, created_at, expires_at from secret where endpoint_id = $1 order by created_at desc`;

const endOldSql = `
  update secret set expires_at = $2
  where endpoint_id = $1 and (expires_at is null or expires_at > $2)`;

const newestSql = `
  update endpoint set secret_type = $2, public_key = $3 where endpoint_id = $1 returning *`;

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
    const { id, merchantId, livemode, operationKey, secretType } = ask;
    const make = (type: WebhookSecretType) =>
      this.secrets.derive(type, merchantId, String(livemode), id, operationKey);
    return changeEndpoints(this.database, async (transaction, version) => {
      const values = [id, merchantId, livemode, version];
      const found = await transaction.query<EndpointRow>(endpointSql, values);
      const row = found.rows[0];
      if (row === undefined) return null;
      const { rows } = await transaction.query<SecretRow>(secretsSql, [id]);
      const known = new Set(rows.map(({ sealed }) => this.secrets.open(sealed, id)));
      // Without a type it may have been made when the endpoint's secret was of another one.
      const types = secretType === undefined ? webhookSecretTypes : [secretType];
      const repeated = types.map(make).find(({ text }) => known.has(text));
      if (repeated !== undefined) return { ...endpointJson(row), ...toldOf(repeated) };
      const nowMs = this.clock.now();
      const signing = rows.filter(({ expires_at }) => (expires_at?.getTime() ?? Infinity) > nowMs);
      if (ask.overlapS > 0 && signing.length >= maxSecrets) return tooMany;
      const made = make(secretType ?? row.secret_type);
      const changed = await this.replace(transaction, id, {
        made,
        oldEndAtMs: nowMs + ask.overlapS * 1000,
        // Two rolls within one millisecond: the later one is still the later one.
        atMs: Math.max(nowMs, ...rows.map(({ created_at }) => created_at.getTime() + 1)),
      });
      return { ...endpointJson(changed), ...toldOf(made) };
    });
  }

  private async replace(
    transaction: Transaction,
    id: string,
    { made, oldEndAtMs, atMs }: { made: MadeSecret; oldEndAtMs: number; atMs: number },
  ): Promise<EndpointRow> {
    await transaction.query(endOldSql, [id, new Date(oldEndAtMs)]);
    await this.secrets.keep(transaction, id, made, atMs);
    const values = [id, made.type, made.publicKey];
    return (await transaction.query<EndpointRow>(newestSql, values)).rows[0]!;
  }
}

const tooMany = {
  refused: {
    param: 'expires_in',
    code: null,
    message: `An endpoint can have up to ${maxSecrets} secrets at a time. Wait until one expires, or end them all with expires_in=0.`,
  },
};
