// One dispatcher process: started, watched for its memory, and killed.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const script = resolve(import.meta.dirname, '../../dist/webhook-faults/dispatcher.js');
const logBytesKept = 20_000;

export type DispatcherEnvironment = Readonly<Record<string, string>>;

export class DispatcherProcess {
  /** Resolves with how it ended. */
  readonly ended: Promise<string>;
  /** It was told to end. */
  isOver = false;
  private output = '';

  private constructor(private readonly child: ChildProcess) {
    this.ended = once(child, 'exit').then(([code, signal]) => String(code ?? signal));
    const keep = (chunk: Buffer) =>
      void (this.output = (this.output + chunk.toString()).slice(-logBytesKept));
    child.stdout!.on('data', keep);
    child.stderr!.on('data', keep);
  }

  /** @throws with its last words if it ends before it is ready */
  static async start(environment: DispatcherEnvironment): Promise<DispatcherProcess> {
    const child = spawn(process.execPath, [script], {
      env: { PATH: process.env['PATH'] ?? '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const started = new DispatcherProcess(child);
    const ready = once(child, 'message').then(() => 'ready' as const);
    const ended = await Promise.race([ready, started.ended]);
    if (ended !== 'ready') throw new Error(`a dispatcher ended with ${ended}:\n${started.log}`);
    return started;
  }

  /** The end of what it wrote. */
  get log(): string {
    return this.output;
  }

  /** Bytes of memory that it had at the most; 0 if it has ended. */
  get peakBytes(): number {
    try {
      const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
      return 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    } catch {
      return 0;
    }
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.isOver = true;
    this.child.kill(signal);
    await this.ended;
  }
}
