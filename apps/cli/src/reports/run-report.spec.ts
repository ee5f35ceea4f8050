import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Failure } from '../terminal/failure.js';
import { runReport, type ReportFlags, type Surroundings } from './run-report.js';

const pending = { id: 'frr_1', status: 'pending', failure_message: null, result: null };
const result = { id: 'file_1', size: 7, url: 'https://pay.example/v1/files/file_1/contents' };
const succeeded = { ...pending, status: 'succeeded', result };

/** A server whose run is looked at several times, and what its file is. */
function served(looks: readonly object[], file: () => AsyncGenerator<Buffer>) {
  const asked: unknown[] = [];
  const answers = [...looks];
  const stdout = new PassThrough();
  let now = 0;
  const around = {
    api: {
      post: async (path: string, params: unknown) => (asked.push([path, params]), pending),
      get: async (path: string) => (asked.push(path), answers.shift() ?? pending),
      download: (path: string) => (asked.push(path), file()),
    },
    pause: async (ms: number) => void (now += ms),
    nowMs: () => now,
    stdout,
  } as unknown as Surroundings;
  return { asked, around, stdout };
}

async function* csv() {
  yield Buffer.from('net\n');
  yield Buffer.from('1.0');
}
async function* broken() {
  yield Buffer.from('net\n');
  throw new Failure('cut off');
}

const flags: ReportFlags = { timezone: 'Asia/Hong_Kong', timeout: 2_000 };
const path = '/v1/reporting/report_runs/frr_1';

describe('running a report', () => {
  it('waits for it and writes its file to stdout', async () => {
    const { asked, around, stdout } = served([pending, succeeded], csv);
    const asksFor = { interval: '2026-01-05', columns: 'net, fee', format: 'csv' };
    expect(await runReport('balance.summary.1', { ...flags, ...asksFor }, around)).toBe(0);
    expect(String(stdout.read())).toBe('net\n1.0');
    const [[, params], ...rest] = asked as [[string, [string, string][]], ...string[]];
    expect(Object.fromEntries(params)).toEqual({
      report_type: 'balance.summary.1',
      'parameters[timezone]': 'Asia/Hong_Kong',
      'parameters[interval_start]': String(Date.parse('2026-01-05T00:00:00+08:00') / 1000),
      'parameters[interval_end]': String(Date.parse('2026-01-06T00:00:00+08:00') / 1000),
      'parameters[columns][0]': 'net',
      'parameters[columns][1]': 'fee',
      'parameters[format]': 'csv',
    });
    expect(rest).toEqual([path, path, '/v1/files/file_1/contents']);
  });

  it('writes a whole file, or none', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'report-'));
    const output = join(directory, 'out.csv');
    const cut = served([succeeded], broken).around;
    await expect(runReport('a', { ...flags, output }, cut)).rejects.toThrow('cut off');
    expect(readdirSync(directory)).toEqual([]);
    expect(await runReport('a', { ...flags, output }, served([succeeded], csv).around)).toBe(0);
    expect(readdirSync(directory)).toEqual(['out.csv']);
    expect(readFileSync(output, 'utf8')).toBe('net\n1.0');
  });

  it('says why a report has failed', async () => {
    const failed = { ...pending, status: 'failed', failure_message: 'No such luck.' };
    await expect(runReport('a', flags, served([failed], csv).around)).rejects.toThrow(
      'No such luck.',
    );
  });

  it('does not wait for ever', async () => {
    const { around, asked } = served([], csv);
    expect(await runReport('a', flags, around)).toBe(4);
    expect(asked).toHaveLength(1 + 2_000 / 500);
  });
});
