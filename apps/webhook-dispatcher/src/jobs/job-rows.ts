import type { WebhookJobJson, WebhookJobKind } from '@ledgerway/contracts';

/** Which events a job is about. Times are unix seconds, and both belong to the range. */
export type JobFilter = {
  readonly since: number;
  readonly until: number;
  readonly types: readonly string[] | null;
};

/** A row of `bulk_job`, as pg hands it over. */
export type JobRow = {
  readonly job_id: string;
  readonly merchant_id: string;
  readonly livemode: boolean;
  readonly endpoint_id: string;
  readonly kind: WebhookJobKind;
  readonly filter: JobFilter;
  readonly after_created: string;
  readonly after_seq: string;
  readonly done: number;
  readonly total: number;
  readonly state: 'running' | 'succeeded' | 'canceled';
  readonly created: string;
};

export const jobJson = (row: JobRow): WebhookJobJson => ({
  id: row.job_id,
  kind: row.kind,
  endpointId: row.endpoint_id,
  livemode: row.livemode,
  ...row.filter,
  state: row.state,
  done: row.done,
  total: row.total,
  created: Number(row.created),
});
