// Reports as merchants get them: run, waited for, downloaded with the key.
import { eventually } from '@ledgerway/testing';
import { parse } from 'csv-parse/sync';
import type Stripe from 'stripe';
import type { Merchant } from './merchant.js';

type Params = Stripe.Reporting.ReportRunCreateParams;
export type Lines = Record<string, string>[];

/** A run that has ended. */
export async function reportRun(
  merchant: Merchant,
  params: Partial<Params> = {},
): Promise<Stripe.Reporting.ReportRun> {
  const { reportRuns } = merchant.stripe.reporting;
  const { id } = await reportRuns.create({ report_type: 'balance.summary.1', ...params });
  return ended(merchant, id);
}

export const ended = ({ stripe }: Merchant, id: string): Promise<Stripe.Reporting.ReportRun> =>
  eventually(async () => {
    const run = await stripe.reporting.reportRuns.retrieve(id);
    expect(run.status).not.toBe('pending');
    return run;
  });

/** What a file's URL answers. */
export const download = (
  merchant: Merchant,
  { result }: Stripe.Reporting.ReportRun,
  key?: string,
) => merchant.get(new URL(result!.url!).pathname, key === undefined ? {} : { key });

/** The lines of a report in CSV. */
export async function reportLines(merchant: Merchant, params: Partial<Params>): Promise<Lines> {
  const { text } = await download(merchant, await reportRun(merchant, params));
  return parse(text, { columns: true }) as Lines;
}
