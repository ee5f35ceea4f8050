// Runs of reports: asked for here, made by the reporting service, read back from there.
import {
  deriveSuffix,
  idOf,
  invalidRequest,
  merchantCore,
  parseId,
  renderFile,
  renderReportRun,
  reportRunOf,
  resourceMissing,
  timeOfId,
  type CreateReportRunParams,
  type Page,
  type ReportFileJson,
  type ReportParametersJson,
  type ReportRunJson,
  type ReportRunRefusal,
  type Tenant,
} from '@ledgerway/contracts';
import type { AccountClocks } from '@ledgerway/platform';
import { ApiException, wrongReference } from '../edge/answer.js';
import type { Operation } from '../idempotency/operation.js';
import type { ReportingClient } from '../queries/query-client.js';
import type { SeenPositions } from '../queries/seen-positions.js';
import { modeOf } from '../streams/stream-reader.js';

export type ReportRunsOptions = {
  readonly reporting: ReportingClient;
  readonly seen: SeenPositions;
  readonly clocks: Pick<AccountClocks, 'now'>;
  readonly publicUrl: () => string;
};

const utc = 'Etc/UTC';

export class ReportRuns {
  constructor(private readonly options: ReportRunsOptions) {}

  /** @param failure in test mode: the run fails with this message */
  async create(
    tenant: Tenant,
    operation: Operation,
    params: CreateReportRunParams,
    failure: string | null = null,
  ) {
    const { merchantId, livemode } = tenant;
    const core = merchantCore(merchantId, livemode);
    const made = await this.options.reporting.ask('reporting.report_run.create', {
      ...tenant,
      id: idOf('frr', core, deriveSuffix(operation.commandId(), 'report run')),
      reportType: params.report_type,
      parameters: this.parametersOf(tenant, operation, params.parameters ?? {}),
      createdMs: operation.createdAtMs,
      filesUrl: this.filesUrl(),
      failure,
      after: this.options.seen.after(tenant),
    });
    if ('refused' in made) throw refusalOf(made.refused, params.parameters?.payout ?? '');
    return this.rendered(made, tenant);
  }

  async find(tenant: Tenant, id: string) {
    const run = await this.options.reporting.ask('reporting.report_run', { ...tenant, id });
    if (run === null) throw new ApiException(missing('report run', tenant, id));
    return this.rendered(run, tenant);
  }

  list(tenant: Tenant, page: Page) {
    return this.options.reporting.ask('reporting.report_runs', { ...tenant, page });
  }

  rendered = (run: ReportRunJson, { livemode }: Tenant) =>
    renderReportRun(reportRunOf(run, this.filesUrl()), livemode);

  async findFile(tenant: Tenant, id: string): Promise<ReportFileJson> {
    const file = await this.options.reporting.ask('reporting.file', { ...tenant, id });
    if (file === null) throw new ApiException(missing('file', tenant, id));
    return file;
  }

  renderedFile = (file: ReportFileJson) => renderFile(file, this.filesUrl());

  /** The text of a file. One part is in memory; the next is asked for when this one is taken. */
  async *textOf(tenant: Tenant, id: string): AsyncGenerator<string> {
    for (let part = 0; ; part++) {
      const asked = { ...tenant, id, part };
      const found = await this.options.reporting.ask('reporting.file_part', asked);
      if (found === null) return;
      yield found.text;
    }
  }

  /** When the account's data begin and end, in unix seconds. */
  dataInterval({ merchantId, livemode }: Tenant): { startsAt: number; endsAt: number } {
    const nowMs = this.options.clocks.now(merchantId, livemode);
    const startsAt = Math.floor((timeOfId(merchantId) ?? 0) / 1000);
    return { startsAt, endsAt: Math.max(startsAt, Math.floor(nowMs / 1000)) + 1 };
  }

  /** Without an interval it is all there is at that moment; what one payout pays has none. */
  private parametersOf(
    tenant: Tenant,
    operation: Operation,
    given: NonNullable<CreateReportRunParams['parameters']>,
  ): ReportParametersJson {
    const nowAt = Math.floor(operation.createdAtMs / 1000);
    const { interval_start: from, interval_end: until } = given;
    const end = until ?? Math.max(nowAt, from ?? 0) + 1;
    const start = from ?? Math.min(this.dataInterval(tenant).startsAt, end - 1);
    const all = { interval_end: end, interval_start: start };
    return {
      timezone: utc,
      ...(given.payout === undefined && all),
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    };
  }

  private filesUrl = () => `${this.options.publicUrl()}/v1/files`;
}

function refusalOf(reason: ReportRunRefusal, payout: string): ApiException {
  const param = 'parameters[payout]';
  switch (reason) {
    case 'payout_not_found':
      return wrongReference(resourceMissing('payout', payout, { param }));
    case 'payout_of_a_part':
      return new ApiException(
        invalidRequest(
          `Payout ${payout} pays a part of what was available, so no balance transactions can be ` +
            'named that add up to it.',
          { param },
        ),
      );
    case 'too_many_report_runs':
      return new ApiException({
        status: 429,
        type: 'invalid_request_error',
        code: 'rate_limit',
        message: 'Too many report runs of this account are pending. Please wait for some of them.',
      });
  }
}

/** An id tells by itself whether it is of the account's other mode. */
function missing(kind: string, { merchantId, livemode }: Tenant, id: string) {
  const isElsewhere = parseId(id)?.core === merchantCore(merchantId, !livemode);
  const otherMode = modeOf({ merchantId, livemode: !livemode });
  return resourceMissing(kind, id, isElsewhere ? { otherMode } : {});
}
