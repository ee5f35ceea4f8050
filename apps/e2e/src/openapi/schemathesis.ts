// Schemathesis, from the Python package index: it makes requests up from the API's description, and
// looks whether the answers are as described.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { e2e } from '../conformance/other-languages/program.js';
import { pythonPackages } from '../conformance/other-languages/python-packages.js';
import type { KnownObjects } from './tour.js';

export type SchemathesisRun = {
  readonly base: string;
  readonly secretKey: string;
  readonly operatorKey: string;
  /** What ids in paths and bodies may name. */
  readonly known: KnownObjects;
  /** How many requests to make up for each route. */
  readonly examples: number;
  readonly seed: number;
};

const needed = 'Schemathesis needs Python 3 with venv (apt-get install python3-venv) and PyPI.';
const requirements = join(e2e, 'python', 'schemathesis-requirements.txt');
const runTimeoutMs = 150_000;
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];

export type SchemathesisResult = {
  /** Whether it found nothing wrong. */
  readonly passed: boolean;
  /** How many requests it made up. */
  readonly requests: number;
  readonly report: string;
};

export async function runSchemathesis(run: SchemathesisRun): Promise<SchemathesisResult> {
  const { python, packages } = await pythonPackages('schemathesis', requirements, needed);
  const directory = mkdtempSync(join(tmpdir(), 'ledgerway-schemathesis-'));
  const args = [
    ...['-c', 'from schemathesis.cli import schemathesis; schemathesis()'],
    ...['--no-color', '--config-file', join(e2e, 'python', 'schemathesis.toml')],
    ...['run', `${run.base}/v1/openapi.json`, '--checks', checks.join(',')],
    ...['--phases', 'fuzzing', '--max-examples', String(run.examples), '--seed', String(run.seed)],
    ...['--workers', '2', '--continue-on-failure', '--no-shrink', '--warnings', 'off'],
  ];
  const env = {
    PATH: process.env['PATH'],
    HOME: directory,
    PYTHONPATH: [packages, join(e2e, 'python')].join(':'),
    PYTHONDONTWRITEBYTECODE: '1',
    SCHEMATHESIS_HOOKS: 'schemathesis_hooks',
    KNOWN_OBJECTS: JSON.stringify(run.known),
    SECRET_KEY: run.secretKey,
    OPERATOR_KEY: run.operatorKey,
  };
  try {
    const options = { cwd: directory, env, timeout: runTimeoutMs, maxBuffer: 64 * 1024 * 1024 };
    return await new Promise((done) => {
      execFile(python, args, options, (error, stdout, stderr) => {
        const [, requests = 0] = /(\d+) generated/.exec(stdout) ?? [];
        const late = error?.killed === true ? `\nIt took longer than ${runTimeoutMs} ms.` : '';
        const report = stdout + stderr + late;
        done({ passed: error === null, requests: Number(requests), report });
      });
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
