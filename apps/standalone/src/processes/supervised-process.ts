// A child process that is started again whenever it ends by itself.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Logger } from '@ledgerway/platform';

export type ProcessOptions = {
  readonly name: string;
  /** The script that Node runs. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logger: Logger;
  readonly onStarted: () => void;
};

const firstPauseMs = 200;
const longestPauseMs = 5_000;
/** Having run for this long, a process has recovered: its next restart is quick again. */
const stableAfterMs = 30_000;
const stopDeadlineMs = 15_000;

export class SupervisedProcess {
  private child: ChildProcess | undefined;
  private pauseMs = firstPauseMs;
  private restart: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(private readonly options: ProcessOptions) {}

  get name(): string {
    return this.options.name;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  start(): void {
    const { script, env, onStarted } = this.options;
    const child = spawn(process.execPath, ['--enable-source-maps', script], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    this.child = child;
    const stable = setTimeout(() => (this.pauseMs = firstPauseMs), stableAfterMs);
    stable.unref();
    child.once('exit', (code, signal) => {
      clearTimeout(stable);
      this.ended(signal ?? `code ${code}`);
    });
    onStarted();
  }

  private ended(how: string): void {
    this.child = undefined;
    if (this.stopping) return;
    const { logger, name } = this.options;
    logger.error({ process: name, how, againInMs: this.pauseMs }, 'a process ended');
    this.restart = setTimeout(() => this.start(), this.pauseMs);
    this.pauseMs = Math.min(longestPauseMs, this.pauseMs * 2);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    const { child } = this;
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const overdue = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs);
    await ended;
    clearTimeout(overdue);
  }
}
