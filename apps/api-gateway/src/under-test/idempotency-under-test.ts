// Idempotency on a real PostgreSQL, as any number of processes, and the operations that run in it.
import { randomBytes } from 'node:crypto';
import { createDatabase, migrate, Seal } from '@ledgerway/platform';
import { eventually, ManualClock, testDatabase } from '@ledgerway/testing';
import { ok } from '../edge/answer.js';
import { parseForm } from '../form/parse-form.js';
import { IdempotencyStore } from '../idempotency/idempotency-store.js';
import { Idempotency, type IdempotentRequest, type Perform } from '../idempotency/idempotency.js';
import type { Operation } from '../idempotency/operation.js';
import { gatewayDatabase, role, schema } from '../migrations/index.js';
import { gatewaySecrets } from '../secrets.js';

export const ttlMs = 24 * 3_600_000;

export type IdempotencyUnderTest = Awaited<ReturnType<typeof startIdempotency>>;

export async function startIdempotency() {
  const server = await testDatabase('idempotency');
  await migrate({ url: server.url, ...gatewayDatabase });
  const database = createDatabase({ url: server.url, schema, role, applicationName: 'spec' });
  const clock = new ManualClock();
  const secrets = gatewaySecrets(randomBytes(32));
  const testMode = { aheadMs: 0 };
  return {
    database,
    clock,
    secrets,
    /** How far the test mode of all accounts is ahead of the clock. */
    testMode,
    store: new IdempotencyStore(database),
    /** Another process: it shares nothing but the database. */
    gateway: (options: { waitMs?: number } = {}) =>
      new Idempotency({
        store: new IdempotencyStore(database),
        seal: new Seal(secrets.answer),
        fingerprintSecret: secrets.fingerprint,
        clock,
        timeOf: ({ livemode }) => clock.now() + (livemode ? 0 : testMode.aheadMs),
        log: { warn: () => undefined },
        ttlMs,
        waitMs: options.waitMs ?? 15_000,
      }),
    async rows() {
      const counts = await database.query<{ keys: string; answers: string }>(
        `select (select count(*) from idempotency_keys) as keys,
                (select count(*) from idempotency_answers) as answers`,
      );
      return { keys: Number(counts.rows[0]!.keys), answers: Number(counts.rows[0]!.answers) };
    },
    /** Answers are stored behind the response; until then another process would do the work again. */
    stored: () =>
      eventually(async () => {
        const open = await database.query(
          'select 1 from idempotency_keys where id not in (select id from idempotency_answers)',
        );
        if (open.rowCount !== 0) throw new Error('an answer is not stored yet');
      }),
    async clear() {
      testMode.aheadMs = 0;
      await database.query('delete from idempotency_keys');
      await database.query('delete from idempotency_answers');
    },
    async stop() {
      await database.close();
      await server.drop();
    },
  };
}

let keys = 0;
export const request = (changes: Partial<IdempotentRequest> = {}) => ({
  owner: { scope: 'acct_1', livemode: false },
  key: `key-${++keys}`,
  endpoint: 'POST /v1/charges',
  form: parseForm('amount=2000'),
  requestId: `req_${++keys}`,
  ...changes,
});

/** An operation that counts, and waits until it is told to end. */
export function counted(answer = ok({ id: 'ch_1' })) {
  const operations: Operation[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const perform: Perform = async (operation) => {
    operations.push(operation);
    await held;
    return answer;
  };
  return { operations, perform, release };
}

export const immediately =
  (answer = ok({ id: 'ch_1' })): Perform =>
  () =>
    Promise.resolve(answer);
