import { createLogger } from './logger.js';
import { NestLogger } from './nest-logger.js';

function logger() {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const log = createLogger({ name: 'test', level: 'trace', pretty: false, destination });
  return { log, lines, last: () => JSON.parse(lines.at(-1)!) as Record<string, unknown> };
}

const card = '4242424242424242';

describe('the log', () => {
  it('is JSON with a readable time and level', () => {
    const { log, last } = logger();
    log.info({ requestId: 'req_1' }, 'done');
    expect(last()).toMatchObject({ level: 'info', name: 'test', requestId: 'req_1', msg: 'done' });
    expect(last()['time']).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('hides secrets by the name of their field, however deep, and in child loggers', () => {
    const { log, lines, last } = logger();
    const headers = { authorization: 'x1', 'Set-Cookie': 'x2', host: 'shown' };
    log
      .child({ client_secret: 'x3' })
      .info({ a: [{ headers }], card: { number: 'x4' }, key: 'x5' });
    expect(last()['a']).toEqual([
      { headers: { authorization: '[hidden]', 'Set-Cookie': '[hidden]', host: 'shown' } },
    ]);
    expect(lines.join()).not.toMatch(/x\d/);
  });

  it.each([
    ['a key', 'used sk_test_4eC39HqLyjWDarjtT1zdp7dc here', 'used sk_test_[hidden] here'],
    ['a token', 'at_test_4eC39HqLyjWDarjtT1zdp7dc', 'at_test_[hidden]'],
    ['an operator key', 'op_4eC39HqLyjWDarjtT1zdp7dc', 'op_[hidden]'],
    ['a bearer token', 'Bearer abcdefghi', 'Bearer [hidden]'],
    ['a password in a URL', 'postgres://app:hunter2@db/x', 'postgres://app:[hidden]@db/x'],
    ['a card number', `declined ${card}.`, 'declined [hidden].'],
    ['a spaced card number', 'declined 4242 4242 4242 4242', 'declined [hidden]'],
  ])('hides %s inside a text', (_, text, hidden) => {
    const { log, last } = logger();
    log.info(text);
    expect(last()['msg']).toBe(hidden);
  });

  it.each(['4242424242424241', 'ch_4242424242424242', '1764000000000', 'op_code', 'sk_x'])(
    'shows %s, which is no secret',
    (text) => {
      const { log, last } = logger();
      log.info(text);
      expect(last()['msg']).toBe(text);
    },
  );

  it('shows what is known of an error, and nothing of what a library hangs on it', () => {
    const { log, last } = logger();
    const error = Object.assign(new Error('lost'), {
      code: '57P01',
      detail: 'Key (email)=(a@b.c) already exists',
      client: { connectionParameters: { host: 'db' } },
    });
    log.warn({ err: error }, 'connection lost');
    expect(last()['err']).toEqual({
      type: 'Error',
      message: 'lost',
      code: '57P01',
      stack: expect.stringContaining('lost') as string,
    });
  });

  it('stays JSON when a number is hidden', () => {
    const { log, last } = logger();
    log.info({ digits: Number(card), sum: 12n, list: [card] });
    expect(last()).toMatchObject({ digits: '[hidden]', sum: '12', list: ['[hidden]'] });
  });

  it('hides them in errors, their fields and their causes', () => {
    const { log, lines, last } = logger();
    const cause = Object.assign(new Error(`card ${card}`), { config: { password: 'hunter2' } });
    log.error({ err: new Error('failed', { cause }) }, 'oops');
    expect(last()['err']).toMatchObject({ message: 'failed', cause: { message: 'card [hidden]' } });
    expect(lines.join()).not.toMatch(/hunter2|4242/);
  });

  it('takes what Nest says', () => {
    const { log, last } = logger();
    const nest = new NestLogger(log);
    nest.log('Application started', 'NestFactory');
    expect(last()).toMatchObject({ level: 'debug', context: 'NestFactory' });
    nest.error('broke', 'stack of it', 'Shelf');
    expect(last()).toMatchObject({ level: 'error', context: 'Shelf', stack: 'stack of it' });
    nest.error(new Error('thrown'), 'Shelf');
    expect(last()).toMatchObject({ msg: 'thrown', err: { message: 'thrown' } });
  });
});
