// The rows of idempotency keys and their answers. Claims are batched and durable: a row must exist
// before anything happens in its name. Answers are batched and need not be durable: one that is lost
// in a crash is worked out again, to the byte, from the operation's own outcome.
import type { Database } from '@ledgerway/platform';
import { NaturalBatcher } from '@ledgerway/platform';
import type { Scope } from './operation.js';

export type Claim = Scope & {
  readonly key: string;
  /** Method and path, as in `POST /v1/charges`. */
  readonly endpoint: string;
  readonly fingerprint: string;
  readonly requestId: string;
  /** In the account's own time: everything that derives from the key derives from this too. */
  readonly createdAtMs: number;
  /** In real time. */
  readonly claimedAtMs: number;
};

export type KeyOfScope = Scope & { readonly key: string };

export type StoredAnswer = {
  readonly status: number;
  readonly body: Buffer;
  readonly sealed: boolean;
};

/** The row of a key. `mine`: this very claim made it; otherwise an earlier request did. */
export type ClaimedKey = Claim & {
  readonly id: string;
  readonly mine: boolean;
  readonly answer: StoredAnswer | null;
};

// Sorted, so that two gateways that race on the same keys wait for each other in one order only.
const claimSql = `
  insert into idempotency_keys
    (scope, livemode, key, endpoint, fingerprint, request_id, created_at, claimed_at)
  select * from unnest($1::text[], $2::boolean[], $3::text[], $4::text[], $5::text[], $6::text[],
                       $7::bigint[], $8::bigint[]) as claim (scope, livemode, key)
   order by scope, livemode, key
  on conflict (scope, livemode, key) do nothing
  returning id, request_id`;

const findSql = `
  select id, scope, livemode, key, endpoint, fingerprint, request_id, created_at, claimed_at,
         status, body, sealed
    from idempotency_keys left join idempotency_answers using (id)
   where (scope, livemode, key) in
         (select * from unnest($1::text[], $2::boolean[], $3::text[]))`;

const answeredSql = `
  select scope, livemode, key, created_at
    from idempotency_keys join idempotency_answers using (id)
   where (scope, livemode, key) in
         (select * from unnest($1::text[], $2::boolean[], $3::text[]))`;

// The bodies travel as one binary value. As an array, each would be escaped and parsed byte by byte.
const answerSql = `
  insert into idempotency_answers (id, status, body, sealed)
  select id, status, substring($5::bytea from start for length), sealed
    from unnest($1::bigint[], $2::smallint[], $3::int[], $4::int[], $6::boolean[])
           as answer (id, status, start, length, sealed),
         set_config('synchronous_commit', 'off', true)
  on conflict (id) do nothing`;

const releaseSql = 'delete from idempotency_keys where id = $1';

const expireKeysSql = `
  delete from idempotency_keys
   where claimed_at < $1
     and id in (select id from idempotency_keys order by id limit $2)`;

// An answer whose key is gone: every key that was older is gone too, and ids only rise.
const expireAnswersSql = `
  delete from idempotency_answers
   where id in (select id from idempotency_answers
                 where id < coalesce((select min(id) from idempotency_keys), 9223372036854775807)
                 order by id limit $1)`;

type Found = {
  id: string;
  scope: string;
  livemode: boolean;
  key: string;
  endpoint: string;
  fingerprint: string;
  request_id: string;
  created_at: string;
  claimed_at: string;
  status: number | null;
  body: Buffer | null;
  sealed: boolean | null;
};

const slotOf = ({ scope, livemode, key }: KeyOfScope) => `${scope} ${livemode} ${key}`;

type AnswerToStore = StoredAnswer & { readonly id: string };

export class IdempotencyStore {
  private readonly claims: NaturalBatcher<Claim, ClaimedKey | undefined>;
  private readonly answers: NaturalBatcher<AnswerToStore, void>;
  private readonly lookUps: NaturalBatcher<KeyOfScope, number | undefined>;

  constructor(private readonly database: Database) {
    this.claims = new NaturalBatcher({
      flush: (claims) => this.claimAll(claims),
      maxBatch: 500,
      maxQueued: 10_000,
    });
    this.answers = new NaturalBatcher({
      flush: (answers) => this.storeAll(answers),
      maxBatch: 200,
      maxQueued: 10_000,
      // Nobody waits for it: until it is stored, a repeat is answered from the log, byte for byte.
      lingerMs: 20,
    });
    this.lookUps = new NaturalBatcher({
      flush: (keys) => this.lookUpAll(keys),
      maxBatch: 500,
      maxQueued: 2_000,
    });
  }

  /**
   * The key's row: made by this claim, or by an earlier one. `undefined` if that was released at
   * this very moment; the caller claims again.
   */
  claim(claim: Claim): Promise<ClaimedKey | undefined> {
    return this.claims.submit(claim);
  }

  /** When the key was first used, in its account's time, if its answer is stored. */
  answeredAtMs(key: KeyOfScope): Promise<number | undefined> {
    return this.lookUps.submit(key);
  }

  /** The first answer of a key is the one that stays. */
  store(id: string, answer: StoredAnswer): Promise<void> {
    return this.answers.submit({ id, ...answer });
  }

  /** Nothing was done in the name of this key: it is free again. */
  async release(id: string): Promise<void> {
    await this.database.query(releaseSql, [id]);
  }

  /** Deletes at most `limit` keys claimed before that time, and answers. Returns how many of both. */
  async expire(beforeMs: number, limit: number): Promise<number> {
    const keys = await this.database.query(expireKeysSql, [beforeMs, limit]);
    const answers = await this.database.query(expireAnswersSql, [limit]);
    return (keys.rowCount ?? 0) + (answers.rowCount ?? 0);
  }

  /** Resolves when every answer given so far is stored. */
  idle(): Promise<void> {
    return this.answers.idle();
  }

  private async claimAll(claims: readonly Claim[]): Promise<(ClaimedKey | undefined)[]> {
    const made = await this.database.query<{ id: string; request_id: string }>({
      name: 'idempotency-claim',
      text: claimSql,
      values: [
        ...slots(claims),
        claims.map((claim) => claim.endpoint),
        claims.map((claim) => claim.fingerprint),
        claims.map((claim) => claim.requestId),
        claims.map((claim) => claim.createdAtMs),
        claims.map((claim) => claim.claimedAtMs),
      ],
    });
    const ids = new Map(made.rows.map((row) => [row.request_id, row.id]));
    const others = await this.find(claims.filter((claim) => !ids.has(claim.requestId)));
    return claims.map((claim) => {
      const id = ids.get(claim.requestId);
      return id === undefined
        ? others.get(slotOf(claim))
        : { ...claim, id, mine: true, answer: null };
    });
  }

  private async find(claims: readonly Claim[]): Promise<ReadonlyMap<string, ClaimedKey>> {
    if (claims.length === 0) return new Map();
    const found = await this.database.query<Found>(findSql, slots(claims));
    return new Map(found.rows.map((row) => [slotOf(row), claimedKey(row)]));
  }

  private async lookUpAll(keys: readonly KeyOfScope[]): Promise<(number | undefined)[]> {
    const found = await this.database.query<Found>(answeredSql, slots(keys));
    const times = new Map(found.rows.map((row) => [slotOf(row), Number(row.created_at)]));
    return keys.map((key) => times.get(slotOf(key)));
  }

  private async storeAll(answers: readonly AnswerToStore[]): Promise<void[]> {
    let length = 0;
    const starts = answers.map(({ body }) => {
      const start = length + 1; // SQL counts from one.
      length += body.length;
      return start;
    });
    await this.database.query({
      name: 'idempotency-answer',
      text: answerSql,
      values: [
        answers.map(({ id }) => id),
        answers.map(({ status }) => status),
        starts,
        answers.map(({ body }) => body.length),
        Buffer.concat(answers.map(({ body }) => body)),
        answers.map(({ sealed }) => sealed),
      ],
    });
    return answers.map(() => undefined);
  }
}

const slots = (claims: readonly KeyOfScope[]) => [
  claims.map((claim) => claim.scope),
  claims.map((claim) => claim.livemode),
  claims.map((claim) => claim.key),
];

function claimedKey(row: Found): ClaimedKey {
  const { request_id, created_at, claimed_at, status, body, sealed, ...key } = row;
  return {
    ...key,
    requestId: request_id,
    createdAtMs: Number(created_at),
    claimedAtMs: Number(claimed_at),
    mine: false,
    answer: status === null ? null : { status, body: body!, sealed: sealed! },
  };
}
