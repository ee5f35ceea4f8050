import { isPassingTrouble } from './passing-trouble.js';

const failure = (message: string, detail: object = {}) => Object.assign(new Error(message), detail);

describe('passing trouble', () => {
  it.each([
    ['a database that starts', failure('the database system is starting up', { code: '57P03' })],
    ['a database that ends', failure('terminating connection', { code: '57P01' })],
    ['no session left', failure('sorry, too many clients already', { code: '53300' })],
    ['a lost session', failure('Connection terminated unexpectedly')],
    ['no session in time', failure('timeout exceeded when trying to connect')],
    ['a refused connection', failure('connect ECONNREFUSED', { code: 'ECONNREFUSED' })],
    ['no socket yet', failure('connect ENOENT', { code: 'ENOENT', syscall: 'connect' })],
  ])('is %s', (_what, error) => expect(isPassingTrouble(error)).toBe(true));

  it.each([
    ['a statement that is wrong', failure('syntax error', { code: '42601' })],
    ['a broken constraint', failure('duplicate key', { code: '23505' })],
    ['a missing file', failure('open ENOENT', { code: 'ENOENT', syscall: 'open' })],
    ['a bug', new TypeError('x is not a function')],
    ['no error at all', undefined],
  ])('is not %s', (_what, error) => expect(isPassingTrouble(error)).toBe(false));
});
