// What is needed of an endpoint to send to it, read when a claim shows that it has changed.
import { signingSecret, type SigningSecret } from '@ledgerway/contracts';
import type { Database, Logger } from '@ledgerway/platform';
import { customHeaderList } from '../delivery/custom-headers.js';
import { openHeaders } from '../endpoints/custom-headers.js';
import type { SecretBox } from '../endpoints/secrets.js';

/** One that is replaced signs until then; Infinity: it is not. */
export type EndpointSecret = SigningSecret & { readonly expiresAtMs: number };

export type EndpointProfile = {
  readonly endpointId: string;
  readonly revision: string;
  readonly enabled: boolean;
  /** Some of its deliveries wait for others. */
  readonly ordered: boolean;
  readonly livemode: boolean;
  readonly url: URL;
  /** The newest first. */
  readonly secrets: readonly EndpointSecret[];
  /** Names and values in turn, beside ours. */
  readonly customHeaders: readonly string[];
  /** Attempts a second; null: as many as it takes. */
  readonly ratePerS: number | null;
  /** Of one attempt; null: as long as any other endpoint. */
  readonly timeoutMs: number | null;
  /** Pauses after the first, second, … attempt; null: as for any other endpoint. */
  readonly retryDelaysS: readonly number[] | null;
};

const secretsSql = (column: string) => `array(
      select ${column} from secret s
      where s.endpoint_id = e.endpoint_id and (s.expires_at is null or s.expires_at > $2)
      order by s.created_at desc
    )`;

const profilesSql = `
  select e.endpoint_id, e.revision, e.url, e.livemode, e.status = 'enabled' and not e.deleted as enabled,
    e.ordering <> 'none' as ordered,
    e.custom_headers, e.rate_per_s, e.timeout_ms, e.retry_delays_s,
    ${secretsSql('s.sealed')} as sealed, ${secretsSql('s.expires_at')} as expiries
  from endpoint e where e.endpoint_id = any($1)`;

type ProfileRow = {
  readonly endpoint_id: string;
  readonly revision: string;
  readonly url: string;
  readonly livemode: boolean;
  readonly enabled: boolean;
  readonly ordered: boolean;
  readonly sealed: Buffer[];
  readonly expiries: (Date | null)[];
  readonly custom_headers: Buffer | null;
  readonly rate_per_s: number | null;
  readonly timeout_ms: number | null;
  readonly retry_delays_s: number[] | null;
};

export class Profiles {
  constructor(
    private readonly database: Database,
    private readonly secrets: SecretBox,
    private readonly logger: Pick<Logger, 'error'>,
  ) {}

  /** By endpoint. One whose secrets cannot be opened is missing, and does not stop the others. */
  async read(ids: readonly string[], nowMs: number): Promise<Map<string, EndpointProfile>> {
    const { rows } = await this.database.query<ProfileRow>(profilesSql, [ids, new Date(nowMs)]);
    const profiles = new Map<string, EndpointProfile>();
    for (const row of rows) {
      try {
        profiles.set(row.endpoint_id, this.profileOf(row));
      } catch (error) {
        this.logger.error({ err: error, endpoint: row.endpoint_id }, 'endpoint cannot be read');
      }
    }
    return profiles;
  }

  private profileOf(row: ProfileRow): EndpointProfile {
    const open = (sealed: Buffer) => this.secrets.open(sealed, row.endpoint_id);
    const custom = openHeaders(row.custom_headers, row.endpoint_id, this.secrets);
    return {
      endpointId: row.endpoint_id,
      revision: row.revision,
      enabled: row.enabled,
      ordered: row.ordered,
      livemode: row.livemode,
      url: new URL(row.url),
      secrets: row.sealed.map((sealed, index) => ({
        ...signingSecret(open(sealed)),
        expiresAtMs: row.expiries[index]?.getTime() ?? Infinity,
      })),
      customHeaders: customHeaderList(custom),
      ratePerS: row.rate_per_s,
      timeoutMs: row.timeout_ms,
      retryDelaysS: row.retry_delays_s,
    };
  }
}
