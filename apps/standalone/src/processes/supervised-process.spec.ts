import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@ledgerway/platform';
import { eventually } from '@ledgerway/testing';
import { SupervisedProcess } from './supervised-process.js';

const logger = createLogger({ name: 'spec', level: 'silent' });
const isRunning = (pid: number | undefined) => {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a supervised process', () => {
  let directory: string;
  let supervised: SupervisedProcess;
  let starts: number;

  function supervise(script: string): void {
    const file = join(directory, 'script.mjs');
    writeFileSync(file, script);
    starts = 0;
    const onStarted = () => void (starts += 1);
    const env = { NODE_OPTIONS: '', SPEC_OUTPUT: join(directory, 'output') };
    supervised = new SupervisedProcess({ name: 'spec', script: file, env, logger, onStarted });
    supervised.start();
  }

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'supervised '));
  });
  afterEach(async () => {
    await supervised.stop();
    rmSync(directory, { recursive: true });
  });

  it('is started again when it is killed, with another pid', async () => {
    supervise('setInterval(() => {}, 1000)');
    const first = supervised.pid as number;
    process.kill(first, 'SIGKILL');
    await eventually(() => expect(starts).toBe(2));
    expect(supervised.pid).not.toBe(first);
    expect(isRunning(supervised.pid)).toBe(true);
  });

  it('gets its environment, and is asked to end before it is ended', async () => {
    supervise(`
      import { writeFileSync } from 'node:fs';
      process.on('SIGTERM', () => { writeFileSync(process.env.SPEC_OUTPUT, 'ended'); process.exit(0); });
      writeFileSync(process.env.SPEC_OUTPUT, 'begun');
      setInterval(() => {}, 1000);`);
    const output = () => readFileSync(join(directory, 'output'), 'utf8');
    await eventually(() => expect(output()).toBe('begun'));
    const { pid } = supervised;
    await supervised.stop();
    expect(output()).toBe('ended');
    expect(isRunning(pid)).toBe(false);
  });

  it('stays away once it was stopped, even if it was about to be started again', async () => {
    supervise('process.exit(1)');
    await eventually(() => expect(supervised.pid).toBeUndefined());
    await supervised.stop();
    const before = starts;
    await new Promise((resume) => setImmediate(resume));
    expect([starts, supervised.pid]).toEqual([before, undefined]);
  });
});
