// `ledgerway` as a developer has it: the built program, beside a server or alone.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { eventually } from '@ledgerway/testing';

const root = resolve(import.meta.dirname, '../../../..');

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

/** A command that runs until it ends, or is interrupted. */
export class CliProcess {
  out = '';
  err = '';
  private readonly ended: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.out += text));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.err += text));
    this.ended = once(child, 'close');
  }

  /** @param data of the server; `stdin` is all that comes from there */
  static start(data: string, args: readonly string[], stdin = ''): CliProcess {
    const child = spawn(process.execPath, ['apps/cli/dist/main.js', ...args], {
      cwd: root,
      env: { PATH: process.env['PATH'] ?? '', LEDGERWAY_DATA: data, NO_COLOR: '1' },
      stdio: 'pipe',
    });
    // A command that wants nothing may have ended before this is written.
    child.stdin.on('error', () => undefined).end(stdin);
    return new CliProcess(child);
  }

  /** Until it has said this on stderr. */
  async said(text: string, deadlineMs = 30_000): Promise<void> {
    await eventually(
      () => {
        if (!this.err.includes(text)) throw new Error(`"${text}" is not in: ${this.err}`);
      },
      { deadlineMs },
    );
  }

  async end(): Promise<Ended> {
    await this.ended;
    return { code: this.child.exitCode, out: this.out, err: this.err };
  }

  /** Ctrl-C. */
  interrupt(): Promise<Ended> {
    this.child.kill('SIGINT');
    return this.end();
  }
}
