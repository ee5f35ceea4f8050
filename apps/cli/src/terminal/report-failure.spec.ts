import { CommanderError } from 'commander';
import { ConfigError } from '@ledgerway/platform';
import { Refusal } from '../api/api-error.js';
import { Failure } from './failure.js';
import { reportFailure } from './report-failure.js';

function reported(error: unknown, json = false) {
  const lines: string[] = [];
  const code = reportFailure(error, json, (line) => void lines.push(line));
  return { code, text: lines.join('\n') };
}

const refusal = new Refusal({
  status: 404,
  headers: { 'request-id': 'req_1' },
  body: { error: { type: 'invalid_request_error', code: 'resource_missing', message: 'No such.' } },
});

describe('a command that failed', () => {
  it.each([
    ['a refusal of the server', refusal, 3, '404 resource_missing: No such. (req_1)'],
    ['something missing', new Failure('No server'), 2, 'No server'],
    ['something that did not come', new Failure('late', 4), 4, 'late'],
    [
      'a wrong environment',
      new ConfigError(['A is not set', 'B is not']),
      2,
      'A is not set\nB is not',
    ],
    ['wrong arguments', new CommanderError(1, 'x', 'error: no such'), 2, 'error: no such'],
    ['help', new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'), 0, ''],
    ['a command that is missing', new CommanderError(1, 'commander.help', '(outputHelp)'), 2, ''],
  ])('%s', (_what, error, code, text) => {
    expect(reported(error)).toEqual({ code, text });
  });

  it('says the same to a program, on one line', () => {
    expect(JSON.parse(reported(refusal, true).text)).toEqual({
      error: {
        message: '404 resource_missing: No such. (req_1)',
        status: 404,
        type: 'invalid_request_error',
        code: 'resource_missing',
        request_id: 'req_1',
        exit_code: 3,
      },
    });
  });

  it('says wrong arguments to a program, too', () => {
    const error = new CommanderError(1, 'x', "error: unknown option '--nope'");
    expect(reported(error, true).text).toBe(
      '{"error":{"message":"unknown option \'--nope\'","exit_code":2}}',
    );
  });

  it('says that nothing runs there, also of a name with several addresses', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED ::1:5432'), {
      syscall: 'connect',
    });
    const text =
      'no connection to the installation (connect ECONNREFUSED ::1:5432): is it running?';
    expect(reported(refused)).toEqual({ code: 2, text });
    expect(reported(new AggregateError([refused]))).toEqual({ code: 2, text });
  });
});
