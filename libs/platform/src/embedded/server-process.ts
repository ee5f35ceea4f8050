// A server that runs as a child: started until it says it is ready, stopped until it is gone.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How a child ended. `expected` is true when we had asked it to stop. */
export type ProcessExit = {
  code: number | null;
  signal: NodeJS.Signals | null;
  expected: boolean;
};

export type ServerProcessOptions = {
  /** Names the server in errors. */
  name: string;
  command: readonly [string, ...string[]];
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** The server is ready when a line of its stderr contains this. */
  readyLine: string;
  startTimeoutMs: number;
  log?: (line: string) => void;
};

const linesKept = 40;
const longestLine = 500;

export class ServerProcess {
  readonly exited: Promise<ProcessExit>;
  private stopping = false;
  private readonly lastLines: string[] = [];

  private constructor(
    private readonly child: ChildProcess,
    private readonly options: ServerProcessOptions,
  ) {
    this.exited = once(child, 'exit').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      expected: this.stopping,
    }));
    // `exited` is for whoever watches; nobody watching is no error.
    this.exited.catch(() => undefined);
  }

  /** @throws with the server's last words when it ends, or is not ready in time. */
  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const [file, ...args] = options.command;
    // Its own process group: Ctrl-C in a terminal reaches us alone, and we stop it in order.
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    const server = new ServerProcess(child, options);
    try {
      await server.ready();
      return server;
    } catch (error) {
      await server.stop(['SIGKILL', 5_000]);
      throw error;
    }
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Tries the signals one after another, each with the time it is given to work. */
  async stop(...steps: [signal: NodeJS.Signals, waitMs: number][]): Promise<void> {
    this.stopping = true;
    for (const [signal, waitMs] of steps) {
      if (this.gone) return;
      this.child.kill(signal);
      if (await endsWithin(this.exited, waitMs)) return;
    }
    if (!this.gone) throw new Error(`${this.options.name} (process ${this.pid}) does not stop`);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  private get gone(): boolean {
    const { pid, exitCode, signalCode } = this.child;
    return pid === undefined || exitCode !== null || signalCode !== null;
  }

  private async ready(): Promise<void> {
    const { name, readyLine, startTimeoutMs } = this.options;
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const refuse = (what: string) => reject(new Error(`${name} ${what}${this.lastWords()}`));
        timer = setTimeout(() => refuse(`not ready after ${startTimeoutMs} ms`), startTimeoutMs);
        this.readLines((line) => line.includes(readyLine) && resolve());
        // 'close' rather than 'exit': only then have its last words arrived.
        this.child.once('close', (code, signal) => refuse(`ended with ${code ?? signal}`));
        this.child.once('error', (error) => refuse(`could not be started: ${error.message}`));
      });
    } finally {
      clearTimeout(timer);
    }
  }

  private readLines(onLine: (line: string) => void): void {
    createInterface({ input: this.child.stderr! }).on('line', (whole) => {
      const line = whole.slice(0, longestLine);
      this.lastLines.push(line);
      if (this.lastLines.length > linesKept) this.lastLines.shift();
      this.options.log?.(line);
      onLine(line);
    });
  }

  private lastWords(): string {
    return this.lastLines.length === 0 ? '' : `:\n${this.lastLines.join('\n')}`;
  }
}

async function endsWithin(exited: Promise<unknown>, waitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), waitMs);
  });
  const ended = await Promise.race([exited.then(() => true), timeout]);
  clearTimeout(timer);
  return ended;
}
