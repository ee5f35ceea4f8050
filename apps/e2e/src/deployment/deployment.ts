// A running Ledgerway as its users have it: a process started by the documented command, reached
// over HTTP with the credentials it leaves behind.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Stripe from 'stripe';

export type Kind = 'embedded' | 'distributed';

export type Credentials = {
  readonly api_base: string;
  readonly account: string;
  readonly publishable_key: string;
  readonly secret_key: string;
  readonly live_publishable_key: string;
  readonly live_secret_key: string;
  readonly operator_key: string;
};

const root = resolve(import.meta.dirname, '../../../..');
const scripts: Record<Kind, string> = {
  embedded: 'apps/standalone/dist/main.js',
  distributed: 'apps/standalone/dist/services.js',
};
const startDeadlineMs = 180_000;
/** Characters of a server's output: all of it, unless a test runs for hours. */
const mostOutput = 20_000_000;

/** The SDK that a merchant would use, pointed at this server and otherwise as it comes. */
export function sdkFor(base: string, key: string, config: Stripe.StripeConfig = {}): Stripe {
  const { hostname, port } = new URL(base);
  return new Stripe(key, { host: hostname, port, protocol: 'http', telemetry: false, ...config });
}

export class Deployment {
  private child: ChildProcess | undefined;
  private output = '';

  private constructor(
    readonly kind: Kind,
    readonly directory: string,
    private readonly port: number,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /**
   * Starts on a free port and an empty data directory, but for what `prepare` puts there; resolves at
   * the ready line.
   */
  static async start(
    kind: Kind,
    env: Readonly<Record<string, string>> = {},
    prepare: (directory: string) => void = () => undefined,
  ): Promise<Deployment> {
    const directory = mkdtempSync(join(tmpdir(), 'ledgerway e2e '));
    prepare(directory);
    const deployment = new Deployment(kind, directory, await freePort(), env);
    await deployment.start();
    return deployment;
  }

  /** Starts again on the same data, after `stop` or `killAll`. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [scripts[this.kind]], {
      cwd: root,
      env: {
        ...cleanEnvironment(),
        LEDGERWAY_PORT: String(this.port),
        LEDGERWAY_DATA: this.directory,
        LEDGERWAY_LOG_LEVEL: 'warn',
        LEDGERWAY_RATE_LIMIT: 'off',
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    let beginning = '';
    let isReady = false;
    await new Promise<void>((ready, fail) => {
      const overdue = setTimeout(() => fail(this.startFailure('took too long')), startDeadlineMs);
      const read = (chunk: Buffer) => {
        this.output = (this.output + chunk.toString()).slice(-mostOutput);
        if (isReady) return;
        beginning += chunk.toString();
        isReady = beginning.includes('Ledgerway is ready');
        if (!isReady) return;
        clearTimeout(overdue);
        ready();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code, signal) => {
        clearTimeout(overdue);
        fail(this.startFailure(`ended with ${code ?? signal}`));
      });
    });
  }

  private startFailure(why: string): Error {
    return new Error(`The ${this.kind} deployment ${why}:\n${this.output.slice(-4_000)}`);
  }

  get base(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What the server wrote to stdout and stderr, since its first start. */
  get log(): string {
    return this.output;
  }

  get credentials(): Credentials {
    return JSON.parse(
      readFileSync(join(this.directory, 'credentials.json'), 'utf8'),
    ) as Credentials;
  }

  /** Pids by name: the services, the database, the broker; of the embedded one also `standalone`. */
  get processes(): Record<string, number> {
    const text = readFileSync(join(this.directory, 'processes.json'), 'utf8');
    return JSON.parse(text) as Record<string, number>;
  }

  sdk(key = this.credentials.secret_key, config: Stripe.StripeConfig = {}): Stripe {
    return sdkFor(this.base, key, config);
  }

  /** A request as curl would send it: form body if there is one. `json` is empty for a file. */
  async request(
    method: string,
    path: string,
    options: { key?: string; body?: string; headers?: Record<string, string> } = {},
  ): Promise<{ status: number; headers: Headers; text: string; json: Record<string, unknown> }> {
    const response = await fetch(this.base + path, {
      method,
      headers: {
        authorization: `Bearer ${options.key ?? this.credentials.secret_key}`,
        ...(options.body === undefined
          ? {}
          : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...options.headers,
      },
      body: options.body,
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: (isJson(response) ? JSON.parse(text) : {}) as Record<string, unknown>,
    };
  }

  /** Runs `ledgerway <args>` beside the server. */
  ledgerway(...args: string[]): Promise<{ code: number; output: string }> {
    return Deployment.ledgerwayAt(this.directory, ...args);
  }

  /** The same on a data directory where perhaps no server has run. */
  static ledgerwayAt(
    directory: string,
    ...args: string[]
  ): Promise<{ code: number; output: string }> {
    const options = { cwd: root, env: { ...cleanEnvironment(), LEDGERWAY_DATA: directory } };
    return new Promise((done) => {
      execFile(process.execPath, ['apps/cli/dist/main.js', ...args], options, (error, out, err) => {
        const code = typeof error?.code === 'number' ? error.code : error ? 1 : 0;
        done({ code, output: out + err });
      });
    });
  }

  /** SIGTERM, as an operator would; resolves with the exit code. */
  async stop(): Promise<number | null> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return null;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    return code;
  }

  /** SIGKILL to the server's own process, and nothing else: what a crash of Node is. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async destroy(): Promise<void> {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** The test run's own variables must not reach a server under test. */
function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('LEDGERWAY_') && name !== 'NODE_OPTIONS' && name !== 'NODE_ENV',
  );
  return Object.fromEntries(kept) as Record<string, string>;
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

const isJson = (response: Response): boolean =>
  response.headers.get('content-type')?.startsWith('application/json') === true;
