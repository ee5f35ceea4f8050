import { Readable } from 'node:stream';
import { Controller, Get, Req, Res } from '@nestjs/common';
import {
  LedgerExportParams,
  type LedgerExportAsk,
  type LedgerExportPage,
  type LedgerFormat,
} from '@ledgerway/contracts';
import type { FastifyReply } from 'fastify';
import { Needs } from '../auth/permissions.js';
import { callerOf, type ApiRequest } from '../edge/caller.js';
import { paramsOf } from '../edge/params.js';
import { ReportingClient } from '../queries/query-client.js';
import { SeenPositions } from '../queries/seen-positions.js';

const files: Readonly<Record<LedgerFormat, { name: string; type: string }>> = {
  hledger: { name: 'ledgerway.journal', type: 'text/plain; charset=utf-8' },
  beancount: { name: 'ledgerway.beancount', type: 'text/plain; charset=utf-8' },
  csv: { name: 'ledgerway.csv', type: 'text/csv; charset=utf-8' },
};

/** The whole journal as text: an account's own in the key's mode, everybody's for the operator. */
@Controller('v1/ledger/export')
export class LedgerExportController {
  constructor(
    private readonly reporting: ReportingClient,
    private readonly seen: SeenPositions,
  ) {}

  @Get()
  @Needs('report', { operator: true })
  async export(@Req() request: ApiRequest, @Res() reply: FastifyReply): Promise<void> {
    const { format, timezone: timeZone = 'Etc/UTC' } = paramsOf(request, LedgerExportParams);
    const caller = callerOf(request);
    const ask: LedgerExportAsk =
      caller.kind === 'operator'
        ? { format, timeZone, after: [] }
        : { ...caller.tenant, format, timeZone, after: this.seen.after(caller.tenant) };
    // What cannot be had at all is answered as an error, before anything was sent.
    const first = await this.reporting.ask('reporting.ledger_export', ask);
    const { name, type } = files[format];
    await reply
      .headers({ 'content-disposition': `attachment; filename="${name}"` })
      .type(type)
      .send(Readable.from(this.texts(ask, first)));
  }

  /** One page is in memory at a time; the next is asked for when the client has taken this one. */
  private async *texts(ask: LedgerExportAsk, first: LedgerExportPage): AsyncGenerator<string> {
    yield first.text;
    for (let cursor = first.next; cursor !== null;) {
      const page = await this.reporting.ask('reporting.ledger_export', { ...ask, cursor });
      yield page.text;
      cursor = page.next;
    }
  }
}
