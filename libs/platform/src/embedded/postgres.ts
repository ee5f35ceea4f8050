// A real PostgreSQL as a child process: no installation, no network port, data that stays.
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { claimDirectory } from './directory-owner.js';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { createData, stopLeftovers, superuser } from './postgres-data.js';
import { chooseAccount, type ServerAccount } from './server-account.js';
import { ServerProcess, type ProcessExit } from './server-process.js';
import { createSocketDirectory, socketDirectory } from './socket-directory.js';

export type PostgresOptions = {
  /** The cluster lies in `<dataDir>/pg18`. Created when missing. */
  dataDir: string;
  /** Server settings on top of `defaultSettings`. `fsync: 'off'` makes a throw-away server. */
  settings?: Readonly<Record<string, string | number>>;
  /** Receives the server's own log, line by line. */
  log?: (line: string) => void;
  /** Includes the recovery after a crash. */
  startTimeoutMs?: number;
};

export interface EmbeddedPostgres {
  /** For `pg` and TypeORM: the superuser over the unix socket. The same after a restart. */
  readonly url: string;
  /** Of the current server process. */
  readonly pid: number;
  /** Resolves when the current server process has ended, expected or not. */
  readonly exited: Promise<ProcessExit>;
  /** Starts it again after it ended by itself; stops it first if it runs. */
  restart(): Promise<void>;
  /** Ends it and gives the directory back. */
  stop(): Promise<void>;
}

// The major version is in the name: another major version cannot read these files.
const clusterName = 'pg18';

const defaultSettings: Readonly<Record<string, string | number>> = {
  max_connections: 100,
  shared_buffers: '64MB',
  max_wal_size: '1GB',
  // One server without replicas needs less in its log, and no processes to send it.
  wal_level: 'minimal',
  max_wal_senders: 0,
  // Small and quiet at rest: no I/O workers, no parallel workers, no compiler.
  io_method: 'sync',
  max_parallel_workers_per_gather: 0,
  max_logical_replication_workers: 0,
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // Statements and row values never reach a log.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/**
 * Starts PostgreSQL on `dataDir`, whatever state a crash has left it in.
 *
 * @throws DirectoryInUseError when another process runs a server there; else with the last lines
 *   of the server's log.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.dataDir, { recursive: true });
  const dataDir = realpathSync(options.dataDir);
  const release = claimDirectory(dataDir);
  try {
    const binaries = await postgresBinaries();
    const server = new Server(join(dataDir, clusterName), binaries, options, release);
    await server.start();
    return server;
  } catch (error) {
    release();
    throw error;
  }
}

class Server implements EmbeddedPostgres {
  readonly url: string;
  private readonly socketDirectory: string;
  private process: ServerProcess | undefined;

  constructor(
    private readonly data: string,
    private readonly binaries: PostgresBinaries,
    private readonly options: PostgresOptions,
    private readonly release: () => void,
  ) {
    this.socketDirectory = socketDirectory(data);
    this.url = `postgresql://${superuser}@${encodeURIComponent(this.socketDirectory)}/postgres`;
  }

  get pid(): number {
    return this.started.pid;
  }

  get exited(): Promise<ProcessExit> {
    return this.started.exited;
  }

  async start(): Promise<void> {
    const { initdb, postgres } = this.binaries;
    const paths = [dirname(this.data), dirname(postgres), tmpdir()];
    const account = chooseAccount(this.data, paths, postgres);
    const sync = this.options.settings?.['fsync'] !== 'off';
    await createData(this.data, initdb, account, { sync });
    await stopLeftovers(this.data);
    createSocketDirectory(this.socketDirectory, account.owner);
    this.process = await ServerProcess.start({
      name: 'PostgreSQL',
      command: this.command(account),
      cwd: '/',
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
      readyLine: 'database system is ready to accept connections',
      startTimeoutMs: this.options.startTimeoutMs ?? 120_000,
      log: this.options.log,
    });
  }

  async restart(): Promise<void> {
    await this.endProcess();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.endProcess();
    rmSync(this.socketDirectory, { recursive: true, force: true });
    this.release();
  }

  private get started(): ServerProcess {
    if (!this.process) throw new Error('PostgreSQL is not started');
    return this.process;
  }

  /** SIGINT ends sessions and writes a checkpoint; SIGQUIT leaves a recovery to the next start. */
  private async endProcess(): Promise<void> {
    await this.process?.stop(['SIGINT', 20_000], ['SIGQUIT', 5_000], ['SIGKILL', 5_000]);
  }

  private command(account: ServerAccount): [string, ...string[]] {
    const settings = {
      ...defaultSettings,
      ...this.options.settings,
      listen_addresses: '',
      unix_socket_directories: this.socketDirectory,
      port: 5432,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    return [...account.prefix, this.binaries.postgres, '-D', this.data, ...flags] as unknown as [
      string,
      ...string[],
    ];
  }
}
