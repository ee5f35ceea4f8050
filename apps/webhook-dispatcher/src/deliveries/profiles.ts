// What is needed of an endpoint to send to it, read when a claim shows that it has changed.
import type { Database } from '@ledgerway/platform';
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
  ) {}

  async read(endpointIds: readonly string[], nowMs: number): Promise<EndpointProfile[]> {
    const values = [endpointIds, new Date(nowMs)];
    const { rows } = await this.database.query<ProfileRow>(profilesSql, values);
    return rows.map((row) => ({
      endpointId: row.endpoint_id,
      revision: row.revision,
      enabled: row.enabled,
      livemode: row.livemode,
      url: new URL(row.url),
      secrets: row.sealed.map((sealed) => signingSecret(this.secrets.open(sealed, row.endpoint_id))),
    }));
  }
}
