// Where merchants want their events. Changes are rare and run one after another.
import { createHash } from 'node:crypto';
import { deriveCore, idOf, type EndpointRefusal, type WebhookQueries } from '@ledgerway/contracts';
import type { Clock, Database, Transaction } from '@ledgerway/platform';
import type { AddressGuard } from '../delivery/address-guard.js';
import { refuseUrl } from '../delivery/endpoint-url.js';
import { changeEndpoints } from './changes.js';
import { cancelWaitingSql } from './closing.js';
import { healthOf } from './endpoint-health.js';
import { endpointJson, type EndpointRow } from './endpoint-rows.js';
import {
  changeSettings,
  checkSettings,
  headersOf,
  type CheckedSettings,
} from './endpoint-settings.js';
import { toldOf, type MadeSecret, type SecretBox } from './secrets.js';

type Ask<P extends keyof WebhookQueries> = WebhookQueries[P]['ask'];
type Answer<P extends keyof WebhookQueries> = WebhookQueries[P]['answer'];

/** Endpoints that one account may have in one mode. */
export const maxEndpoints = 50;

const byOperationSql = `
  select * from endpoint where merchant_id = $1 and livemode = $2 and operation = $3`;

const countSql = `
  select count(*)::int as count from endpoint where merchant_id = $1 and livemode = $2 and not deleted`;

const insertSql = `
  insert into endpoint (endpoint_id, merchant_id, livemode, operation, url, enabled_events,
    api_version, description, metadata, status, revision, created, secret_type, public_key)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'enabled', $10, $11, $12, $13)
  returning *`;

const updateSql = `
  update endpoint set
    url = coalesce($4, url),
    enabled_events = coalesce($5, enabled_events),
    description = case when $6 then $7 else description end,
    metadata = coalesce($8, metadata),
    status = coalesce($9, status),
    disabled_reason = case $9 when 'disabled' then 'by_owner' when 'enabled' then null
      else disabled_reason end,
    revision = $10
  where endpoint_id = $1 and merchant_id = $2 and livemode = $3 and not deleted
  returning *`;

const deleteSql = `
  update endpoint set deleted = true, status = 'disabled', revision = $4
  where endpoint_id = $1 and merchant_id = $2 and livemode = $3 and not deleted`;

export class Endpoints {
  constructor(
    private readonly database: Database,
    private readonly guard: AddressGuard,
    private readonly secrets: SecretBox,
    private readonly clock: Clock,
  ) {}

  async create(ask: Ask<'webhooks.endpoint.create'>): Promise<Answer<'webhooks.endpoint.create'>> {
    const problem = await refuseUrl(ask.url, ask.livemode, this.guard);
    if (problem !== null) return refusal('url', 'url_invalid', problem);
    const { merchantId, livemode, operationKey } = ask;
    const operation = createHash('sha256').update(operationKey).digest();
    const type = ask.secretType ?? 'hmac';
    const secret = this.secrets.derive(type, merchantId, String(livemode), operationKey);
    return this.change(async (transaction, version) => {
      const tenant = [merchantId, livemode];
      const repeated = await one(transaction, byOperationSql, [...tenant, operation]);
      if (repeated !== undefined) return { ...endpointJson(repeated), ...toldOf(secret) };
      const { rows } = await transaction.query<{ count: number }>(countSql, tenant);
      if (rows[0]!.count >= maxEndpoints)
        return refusal(
          'url',
          'url_invalid',
          `You have reached the maximum of ${maxEndpoints} endpoints.`,
        );
      const settings = checkSettings({}, ask.delivery);
      if (settings !== null && 'refused' in settings) return settings;
      const row = await this.insert(transaction, ask, { operation, secret, version });
      const made = endpointJson(await this.withSettings(transaction, row, settings));
      return { ...made, ...toldOf(secret) };
    });
  }

  async update(ask: Ask<'webhooks.endpoint.update'>): Promise<Answer<'webhooks.endpoint.update'>> {
    const problem =
      ask.url === undefined ? null : await refuseUrl(ask.url, ask.livemode, this.guard);
    if (problem !== null) return refusal('url', 'url_invalid', problem);
    return this.change(async (transaction, version) => {
      const settings = checkSettings(await headersOf(transaction, ask, this.secrets), ask.delivery);
      if (settings !== null && 'refused' in settings) return settings;
      const row = await one(transaction, updateSql, [
        ask.id,
        ask.merchantId,
        ask.livemode,
        ask.url,
        ask.enabledEvents,
        ask.description !== undefined,
        ask.description,
        ask.metadata === undefined ? null : JSON.stringify(ask.metadata),
        ask.disabled === undefined ? null : ask.disabled ? 'disabled' : 'enabled',
        version,
      ]);
      if (row === undefined) return null;
      if (ask.disabled === true) await this.cancelWaiting(transaction, ask.id);
      const endpoint = endpointJson(await this.withSettings(transaction, row, settings));
      // Who enables an endpoint again is told how much it has missed.
      if (ask.disabled !== false) return endpoint;
      return { ...endpoint, health: await healthOf(transaction, ask.id, this.clock.now()) };
    });
  }

  /** @returns false if there is none of this id. */
  async delete(ask: Ask<'webhooks.endpoint.delete'>): Promise<Answer<'webhooks.endpoint.delete'>> {
    return this.change(async (transaction, version) => {
      const values = [ask.id, ask.merchantId, ask.livemode, version];
      const { rowCount } = await transaction.query(deleteSql, values);
      if (rowCount === 1) await this.cancelWaiting(transaction, ask.id);
      return rowCount === 1;
    });
  }

  private change<T>(work: (transaction: Transaction, version: string) => Promise<T>): Promise<T> {
    return changeEndpoints(this.database, work);
  }

  private async withSettings(
    transaction: Transaction,
    row: EndpointRow,
    settings: CheckedSettings | null,
  ): Promise<EndpointRow> {
    if (settings === null) return row;
    const nowMs = this.clock.now();
    return changeSettings(transaction, row.endpoint_id, settings, this.secrets, nowMs);
  }

  private async insert(
    transaction: Transaction,
    ask: Ask<'webhooks.endpoint.create'>,
    made: { operation: Buffer; secret: MadeSecret; version: string },
  ): Promise<EndpointRow> {
    const nowMs = this.clock.now();
    const { merchantId, livemode } = ask;
    const core = deriveCore(nowMs, merchantId, String(livemode), ask.operationKey);
    const id = idOf('we', core);
    const row = await one(transaction, insertSql, [
      id,
      merchantId,
      livemode,
      made.operation,
      ask.url,
      ask.enabledEvents,
      ask.apiVersion,
      ask.description,
      JSON.stringify(ask.metadata),
      made.version,
      Math.floor(nowMs / 1000),
      made.secret.type,
      made.secret.publicKey,
    ]);
    await this.secrets.keep(transaction, id, made.secret, nowMs);
    return row!;
  }

  private async cancelWaiting(transaction: Transaction, endpointId: string): Promise<void> {
    await transaction.query(cancelWaitingSql, [endpointId, new Date(this.clock.now())]);
  }
}

async function one(
  transaction: Transaction,
  sql: string,
  values: readonly unknown[],
): Promise<EndpointRow | undefined> {
  return (await transaction.query<EndpointRow>(sql, [...values])).rows[0];
}

const refusal = (param: string, code: string, message: string): EndpointRefusal => ({
  refused: { param, code, message },
});
