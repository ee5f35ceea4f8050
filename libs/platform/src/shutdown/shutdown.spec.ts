import { EventEmitter } from 'node:events';
import { Shutdown } from './shutdown.js';

function start() {
  const system = new EventEmitter();
  const order: string[] = [];
  let exited: (code: number) => void;
  const exitCode = new Promise<number>((resolve) => (exited = resolve));
  const log = { info: () => undefined, error: () => undefined, fatal: () => undefined };
  const process = Object.assign(system, { exit: (code: number) => exited(code) });
  const shutdown = new Shutdown({ log, process } as never);
  shutdown.listen();
  const part = (name: string) => shutdown.register(name, async () => void order.push(name));
  return { system, shutdown, order, exitCode, part };
}

describe('a shutdown', () => {
  it('stops the parts in the reverse of their order and exits with 0', async () => {
    const { system, order, exitCode, part } = start();
    ['database', 'consumer', 'http'].forEach(part);
    system.emit('SIGTERM');
    expect(await exitCode).toBe(0);
    expect(order).toEqual(['http', 'consumer', 'database']);
  });

  it('takes repeated signals as one', async () => {
    const { system, order, exitCode, part } = start();
    part('database');
    for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM']) system.emit(signal);
    expect(await exitCode).toBe(0);
    expect(order).toEqual(['database']);
  });

  it('goes on past a part that hangs or fails, and says so in its exit code', async () => {
    const { system, shutdown, order, exitCode, part } = start();
    part('database');
    shutdown.register('stuck', () => new Promise(() => undefined), { deadlineMs: 10 });
    shutdown.register('broken', () => Promise.reject(new Error('no')));
    system.emit('SIGTERM');
    expect(await exitCode).toBe(1);
    expect(order).toEqual(['database']);
  });

  it.each(['unhandledRejection', 'uncaughtException'])('stops all parts on %s', async (event) => {
    const { system, order, exitCode, part } = start();
    part('database');
    system.emit(event, new Error('stray'));
    expect(await exitCode).toBe(1);
    expect(order).toEqual(['database']);
  });

  it('exits with 1 when a part crashes while it is already stopping', async () => {
    const { system, shutdown, exitCode } = start();
    shutdown.register('http', () => shutdown.crash('database', new Error('gone')) && undefined);
    system.emit('SIGTERM');
    expect(await exitCode).toBe(1);
  });
});
