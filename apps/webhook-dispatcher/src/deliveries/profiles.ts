// What is needed of an endpoint to send to it, read when a claim shows that it has changed.
import type { Database, Logger } from '@ledgerway/platform';
import type { SecretBox } from '../endpoints/secrets.js';
import { signingSecret, type SigningSecret } from '../signature/signature.js';

export type EndpointProfile = {
  readonly endpointId: string;
  readonly revision: string;
  readonly enabled: boolean;
  readonly livemode: boolean;
  readonly url: URL;
  readonly secrets: readonly SigningSecret[];
};

const profilesSql = `
  select e.endpoint_id, e.revision, e.url, e.livemode, e.status = 'enabled' and not e.deleted as enabled,
    array(
      select s.sealed from secret s
      where s.endpoint_id = e.endpoint_id and (s.expires_at is null or s.expires_at > $2)
      order by s.created_at desc
    ) as sealed
  from endpoint e where e.endpoint_id = any($1)`;

type ProfileRow = {
  readonly endpoint_id: string;
  readonly revision: string;
  readonly url: string;
  readonly livemode: boolean;
  readonly enabled: boolean;
  readonly sealed: Buffer[];
};

export class Profiles {
  constructor(
    private readonly database: Database,
    private readonly secrets: SecretBox,
    private readonly logger: Pick<Logger, 'error'>,
  ) {}

  /** By endpoint. One whose secret cannot be opened is missing, and does not stop the others. */
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
    const secrets = row.sealed.map((sealed) => this.secrets.open(sealed, row.endpoint_id));
    return {
      endpointId: row.endpoint_id,
      revision: row.revision,
      enabled: row.enabled,
      livemode: row.livemode,
      url: new URL(row.url),
      secrets: secrets.map(signingSecret),
    };
  }
}
