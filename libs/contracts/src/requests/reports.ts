import { invalidRequest, missingParameter, type ApiError } from '../errors.js';
import { categoriesOf, reportTypeOf, type ReportType } from '../reports/report-types.js';
import { CreatedListParams, ExpandParams } from './lists.js';
import { Currency, Id, Integer, Nested, OneOf, Text, TextList, TimeZone } from './parameters.js';

export const reportFormats = ['csv', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

const maxColumns = 50;

export class ReportParams {
  /** Unix seconds: from then on, and until before then. */
  @Integer({ min: 0 }) interval_start?: number;
  @Integer({ min: 1 }) interval_end?: number;
  @TimeZone() timezone?: string;
  @Currency() currency?: string;
  @Id() payout?: string;
  @Text({ max: 100 }) reporting_category?: string;
  @TextList({ max: maxColumns }) columns?: string[];
  @OneOf(reportFormats) format?: ReportFormat;
}

export class CreateReportRunParams extends ExpandParams {
  @Text({ required: true, max: 100 }) report_type!: string;
  @Nested(ReportParams) parameters?: ReportParams;

  /** What a run may be asked for depends on its type. */
  static refuse({
    report_type: typeId,
    parameters = {},
  }: CreateReportRunParams): ApiError | undefined {
    const type = reportTypeOf(typeId);
    if (type === undefined)
      return invalidRequest(`Unknown report type: ${typeId}`, { param: 'report_type' });
    return (
      intervalRefusal(parameters) ??
      payoutRefusal(type, parameters) ??
      categoryRefusal(type, parameters) ??
      columnsRefusal(type, parameters)
    );
  }
}

/** Test mode: a run that ends as told. */
export class TestReportRunParams extends CreateReportRunParams {
  @OneOf(['succeeded', 'failed']) outcome?: 'succeeded' | 'failed';
}

export class ListReportRunsParams extends CreatedListParams {}

const wrong = (name: keyof ReportParams, message: string) =>
  invalidRequest(message, { param: `parameters[${name}]` });

function intervalRefusal({
  interval_start: start = 0,
  interval_end: end = Infinity,
}: ReportParams): ApiError | undefined {
  if (start > latestSecond || (end !== Infinity && end > latestSecond))
    return wrong(
      start > latestSecond ? 'interval_start' : 'interval_end',
      'This is no time in unix seconds.',
    );
  return start < end
    ? undefined
    : wrong('interval_end', 'The end of the interval must be after its start.');
}

/** The end of the year 9999: later times have no date as people write them. */
const latestSecond = 253_402_300_799;

function payoutRefusal(type: ReportType, { payout }: ReportParams): ApiError | undefined {
  if (payout === undefined)
    return type.payout === 'required' ? missingParameter('parameters[payout]') : undefined;
  return type.payout === 'never'
    ? wrong('payout', `The report ${type.id} is not of one payout.`)
    : undefined;
}

function categoryRefusal(
  type: ReportType,
  { reporting_category: category }: ReportParams,
): ApiError | undefined {
  const known = categoriesOf(type);
  if (category === undefined || known.includes(category)) return undefined;
  const why =
    known.length === 0
      ? `The report ${type.id} has no categories.`
      : `Unknown category: it must be one of ${known.join(', ')}`;
  return wrong('reporting_category', why);
}

function columnsRefusal(type: ReportType, { columns }: ReportParams): ApiError | undefined {
  if (columns === undefined) return undefined;
  const unknown = columns.find((column) => !type.columns.includes(column));
  if (unknown !== undefined)
    return wrong(
      'columns',
      `Unknown column: ${unknown.slice(0, 50)}. Those of ${type.id} are ${type.columns.join(', ')}`,
    );
  if (columns.length === 0) return wrong('columns', 'A report has at least one column.');
  return new Set(columns).size === columns.length
    ? undefined
    : wrong('columns', 'A column can be there only once.');
}
