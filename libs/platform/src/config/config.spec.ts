import { ConfigError, defineConfig, readConfig } from './config.js';
import { setting } from './setting.js';

const schema = defineConfig({
  port: setting.port('APP_PORT', { default: 4242 }),
  level: setting.oneOf('APP_LEVEL', ['info', 'debug'], { default: 'info' }),
  database: setting.url('APP_DATABASE', { protocols: ['postgresql'], secret: true }),
  partitions: setting.integer('APP_PARTITIONS', { min: 1, max: 256, default: 16 }),
  allow: setting.cidrs('APP_ALLOW', { default: ['127.0.0.0/8'] }),
  timeoutMs: setting.durationMs('APP_TIMEOUT', { default: 15_000 }),
  scale: setting.number('APP_SCALE', { min: 0.001, default: 1 }),
  verbose: setting.boolean('APP_VERBOSE', { default: false }),
  brokers: setting.list('APP_BROKERS', { optional: true }),
  owner: setting.text('APP_OWNER', { optional: true }),
});
const database = 'postgresql://app@db/app';

describe('a configuration', () => {
  it('takes its defaults', () => {
    expect(readConfig(schema, { APP_DATABASE: database })).toEqual({
      port: 4242,
      level: 'info',
      database,
      partitions: 16,
      allow: ['127.0.0.0/8'],
      timeoutMs: 15_000,
      scale: 1,
      verbose: false,
      brokers: undefined,
      owner: undefined,
    });
  });

  it('reads every kind of value', () => {
    const env = {
      APP_PORT: '0',
      APP_LEVEL: 'debug',
      APP_DATABASE: database,
      APP_PARTITIONS: '64',
      APP_ALLOW: '10.0.0.0/8, ::1/128',
      APP_TIMEOUT: '5m',
      APP_SCALE: '0.5',
      APP_VERBOSE: 'on',
      APP_BROKERS: 'a:1,b:2',
      APP_OWNER: 'me',
    };
    expect(readConfig(schema, env)).toEqual({
      port: 0,
      level: 'debug',
      database,
      partitions: 64,
      allow: ['10.0.0.0/8', '::1/128'],
      timeoutMs: 300_000,
      scale: 0.5,
      verbose: true,
      brokers: ['a:1', 'b:2'],
      owner: 'me',
    });
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(readConfig(schema, { APP_DATABASE: database }))).toBe(true);
  });

  it('takes an empty list as empty, and any other empty value as not set', () => {
    const config = readConfig(schema, { APP_DATABASE: database, APP_ALLOW: '', APP_PORT: '' });
    expect(config).toMatchObject({ allow: [], port: 4242 });
  });

  it('says all that is wrong at once, and never what a secret holds', () => {
    const env = {
      APP_PORT: '70000',
      APP_LEVEL: 'loud',
      APP_DATABASE: 'mysql://u:hunter2@db',
      APP_ALLOW: '10.0.0.0/33',
      APP_PARTITIONS: '1e3',
      APP_TIMEOUT: '15',
      APP_SCALE: '0',
      APP_VERBOSE: 'maybe',
    };
    expect(mistakes(env)).toEqual([
      'APP_PORT is "70000"; expected a port from 0 to 65535',
      'APP_LEVEL is "loud"; expected one of info, debug',
      'APP_DATABASE holds something else (not shown); expected a URL starting with postgresql://',
      'APP_PARTITIONS is "1e3"; expected a whole number from 1 to 256',
      'APP_ALLOW is "10.0.0.0/33"; expected comma-separated address ranges such as 10.0.0.0/8,::1/128',
      'APP_TIMEOUT is "15"; expected a duration such as 250ms, 10s, 5m, 24h or 7d',
      'APP_SCALE is "0"; expected a number of at least 0.001',
      'APP_VERBOSE is "maybe"; expected true or false',
    ]);
  });

  it('names what is missing', () => {
    expect(mistakes({})).toEqual([
      'APP_DATABASE is not set; expected a URL starting with postgresql://',
    ]);
  });
});

function mistakes(env: Record<string, string>): readonly string[] {
  try {
    readConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
  }
  throw new Error('accepted');
}
