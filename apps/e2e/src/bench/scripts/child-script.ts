// Scripts that run as processes of their own, so that their processor time is theirs alone.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

export class ChildScript {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
  ) {}

  /** Starts `scripts/<name>.js`. */
  static start(name: string, ...args: string[]): ChildScript {
    return ChildScript.startWith([], name, ...args);
  }

  /** The same with options of Node, such as a limit of its heap. */
  static startWith(options: readonly string[], name: string, ...args: string[]): ChildScript {
    const script = join(import.meta.dirname, `${name}.js`);
    const child = spawn(process.execPath, [...options, script, ...args], {
      // The open stdin is how a script notices that this process is gone.
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return new ChildScript(child, lines);
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /**
   * The next line that it writes, as JSON.
   * @throws if it ends instead
   */
  async message<T>(): Promise<T> {
    const { value, done } = await this.lines.next();
    if (done === true) throw new Error(`${this.child.spawnargs.join(' ')} ended`);
    return JSON.parse(value as string) as T;
  }

  /** Writes a line to it, and resolves with the next that it writes. One at a time. */
  ask<T>(question: object): Promise<T> {
    this.child.stdin?.write(`${JSON.stringify(question)}\n`);
    return this.message<T>();
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}
