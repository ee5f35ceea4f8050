import {
  CreateReportRunParams,
  ExpandParams,
  ListReportRunsParams,
  TestReportRunParams,
} from '@ledgerway/contracts';
import { FileAnswer, operation, type Operation } from '../operation.js';

export const reportOperations: Readonly<Record<string, Operation>> = {
  'GET /v1/reporting/report_types': operation(
    'List the reports that can be run',
    ExpandParams,
    'list of reporting.report_type',
  ),
  'GET /v1/reporting/report_types/{id}': operation(
    'Retrieve what a report has and for which time',
    ExpandParams,
    'reporting.report_type',
  ),
  'POST /v1/reporting/report_runs': operation(
    'Run a report; its file can be fetched when it has succeeded',
    CreateReportRunParams,
    'reporting.report_run',
  ),
  'GET /v1/reporting/report_runs': operation(
    'List report runs',
    ListReportRunsParams,
    'list of reporting.report_run',
  ),
  'GET /v1/reporting/report_runs/{id}': operation(
    'Retrieve a report run',
    ExpandParams,
    'reporting.report_run',
  ),
  'GET /v1/files/{id}': operation('Retrieve a file', ExpandParams, 'file'),
  'GET /v1/files/{id}/contents': operation(
    'Download a file',
    ExpandParams,
    new FileAnswer(['text/csv', 'application/json']),
  ),
};

export const reportHelperOperations: Readonly<Record<string, Operation>> = {
  'POST /v1/test_helpers/reporting/report_runs': operation(
    'Run a report that ends as told',
    TestReportRunParams,
    'reporting.report_run',
  ),
};
