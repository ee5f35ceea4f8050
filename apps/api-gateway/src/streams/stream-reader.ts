// Finds what an id names. Ids carry their stream, so one question to the payments service answers
// for any of them, and the answer is always current.
import {
  parseId,
  resourceMissing,
  stateFromJson,
  type ApiError,
  type Core,
  type Tenant,
} from '@ledgerway/contracts';
import type { StreamState } from '@ledgerway/domain';
import { ApiException } from '../edge/answer.js';
import type { PaymentsClient } from '../queries/query-client.js';

/** How a kind of object is found in its stream, and how a refusal names it. */
export type Kind<T> = {
  /** As messages say it: `No such <name>: 'x'`. */
  readonly name: string;
  readonly prefixes: readonly string[];
  /** The parameter that a refusal names; `id` unless told. */
  readonly param?: string;
  /** Whether test mode knows this name, though nothing of it is stored. */
  readonly isTestName?: (id: string) => boolean;
  readonly of: (state: StreamState, id: string) => T | null | undefined;
};

export type Found<T> = { readonly object: T; readonly state: StreamState };

export class StreamReader {
  constructor(private readonly payments: PaymentsClient) {}

  /** Refuses (404) what this account and mode does not have. `param` names it in the refusal. */
  async find<T>(tenant: Tenant, kind: Kind<T>, id: string, param?: string): Promise<Found<T>> {
    const found = await this.lookUp(tenant, kind, id);
    if (found !== undefined) return found;
    const other = { ...tenant, livemode: !tenant.livemode };
    const inTestMode = tenant.livemode && kind.isTestName?.(id) === true;
    const elsewhere = inTestMode || (await this.lookUp(other, kind, id)) !== undefined;
    const otherMode = elsewhere ? modeOf(other) : undefined;
    throw new ApiException(missing(kind, id, { param, otherMode }));
  }

  /** The same for an id that a parameter names: there, the id of nothing is a wrong parameter (400). */
  async reference<T>(tenant: Tenant, kind: Kind<T>, id: string, param: string): Promise<Found<T>> {
    try {
      return await this.find(tenant, kind, id, param);
    } catch (error) {
      if (error instanceof ApiException && error.error.status === 404)
        throw new ApiException({ ...error.error, status: 400 });
      throw error;
    }
  }

  /** Nothing if this account and mode has no such object. */
  async lookUp<T>(tenant: Tenant, kind: Kind<T>, id: string): Promise<Found<T> | undefined> {
    const parsed = parseId(id);
    if (parsed === undefined || !kind.prefixes.includes(parsed.prefix)) return undefined;
    const json = await this.payments.ask('payments.state', { ...tenant, id });
    if (json === null) return undefined;
    const state = stateFromJson(json);
    const object = kind.of(state, id);
    return object === null || object === undefined ? undefined : { object, state };
  }
}

export const modeOf = ({ livemode }: Tenant): 'live' | 'test' => (livemode ? 'live' : 'test');

type Naming = { readonly param?: string; readonly otherMode?: 'live' | 'test' };

export const missing = <T>(
  kind: Kind<T>,
  id: string,
  { param, otherMode }: Naming = {},
): ApiError => resourceMissing(kind.name, id, { param: param ?? kind.param, otherMode });

/** The stream of an id of this kind. Refuses (404) what cannot be one. */
export function coreOfId<T>(kind: Kind<T>, id: string): Core {
  const parsed = parseId(id);
  if (parsed === undefined || !kind.prefixes.includes(parsed.prefix))
    throw new ApiException(missing(kind, id));
  return parsed.core;
}
