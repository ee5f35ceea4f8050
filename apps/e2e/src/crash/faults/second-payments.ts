// Another payments process beside the deployment's own: it takes a half of the partitions.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@ledgerway/testing';
import type { Site } from './fault.js';
import { environmentOf, isFrozen } from './processes.js';

const script = resolve(import.meta.dirname, '../../../../payments/dist/main.js');
const readyDeadlineMs = 60_000;
const answerMs = 2_000;
const pollMs = 25;

export class SecondPayments {
  private constructor(private readonly child: ChildProcess) {}

  /** Resolves when it owns partitions. Its environment is the first one's, and `armed` failpoints. */
  static async start({ deployment }: Site, armed = ''): Promise<SecondPayments> {
    const first = await eventually(() => environmentOfPayments(deployment.processes['payments']));
    const [queryPort, metricsPort] = [await freePort(), await freePort()];
    const child = spawn(process.execPath, [script], {
      env: {
        ...first,
        LEDGERWAY_QUERY_PORT: String(queryPort),
        LEDGERWAY_METRICS_PORT: String(metricsPort),
        LEDGERWAY_FAILPOINTS: armed,
      },
      stdio: 'ignore',
    });
    const second = new SecondPayments(child);
    await second.ready(metricsPort, armed !== '');
    return second;
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Resolves when it has reached its failpoint; false if it has not within the time. */
  async felled(withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    while (!this.isFelled && performance.now() < deadline) await delay(pollMs);
    return this.isFelled;
  }

  resume(): void {
    this.child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    if (this.isOver) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  private get isOver(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private get isFelled(): boolean {
    return this.isOver || isFrozen(this.pid);
  }

  /** One that is to fall may do so before it is seen ready. */
  private ready(port: number, mayFall: boolean): Promise<void> {
    return eventually(
      async () => {
        if (mayFall && this.isFelled) return;
        const signal = AbortSignal.timeout(answerMs);
        const { status } = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal });
        if (status !== 200) throw new Error(`the second payments process answers ${status}`);
      },
      { deadlineMs: readyDeadlineMs },
    );
  }
}

function environmentOfPayments(pid: number | undefined): Record<string, string> {
  const environment = pid === undefined ? {} : environmentOf(pid);
  if (environment['LEDGERWAY_DATABASE_URL'] === undefined)
    throw new Error('payments is not running');
  return environment;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
