import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { DirectoryInUseError } from './directory-owner.js';
import { startPostgres, type EmbeddedPostgres } from './postgres.js';

const settings = { fsync: 'off' };
const sources = resolve(
  import.meta.dirname,
  '..',
  '..',
  '..',
  '..',
  'tools',
  'typescript-sources.ts',
);

// Another process that runs a server, so that it can be killed without warning.
const ownerProgram = `
  import { startPostgres } from ${JSON.stringify(join(import.meta.dirname, 'postgres.ts'))};
  const { url, pid } = await startPostgres({ dataDir: process.argv[1], settings: ${JSON.stringify(settings)} });
  console.log(JSON.stringify({ url, pid }));
`;

describe('the embedded PostgreSQL', () => {
  let home: string;
  let dataDir: string;
  const servers: EmbeddedPostgres[] = [];

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'postgres-spec-')); // Mode 0700: nobody else may enter.
    dataDir = join(home, 'a shop', 'data');
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const start = async () => {
    const server = await startPostgres({ dataDir, settings });
    servers.push(server);
    return server;
  };

  it('keeps its data over a stop, in a path with spaces that only its owner may enter', async () => {
    const first = await start();
    await run(first.url, 'create table books as select 1 as id');
    await first.stop();
    expect(await first.exited).toMatchObject({ expected: true, code: 0 });
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await run(second.url, 'select id from books')).toEqual([{ id: 1 }]);
  });

  it('has no network port', async () => {
    const { url } = await start();
    expect(await run(url, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
  });

  it('says that it was killed, and restarts with everything that was committed', async () => {
    const server = await start();
    await run(server.url, 'create table books as select 1 as id');
    const { exited, pid } = server;
    process.kill(pid, 'SIGKILL');
    expect(await exited).toEqual({ code: null, signal: 'SIGKILL', expected: false });
    await server.restart();
    expect(server.pid).not.toBe(pid);
    expect(await run(server.url, 'select id from books')).toEqual([{ id: 1 }]);
  });

  it('comes back right after its owner was killed', async () => {
    const owner = await startElsewhere(dataDir);
    await run(owner.url, 'create table books as select 1 as id');
    owner.process.kill('SIGKILL');
    await once(owner.process, 'exit');
    const server = await start();
    expect(await run(server.url, 'select id from books')).toEqual([{ id: 1 }]);
  });

  it('takes over from a server that has outlived its owner', async () => {
    const owner = await startElsewhere(dataDir);
    await run(owner.url, 'create table books as select 1 as id');
    // As if the owner were gone and the system had not told the server.
    writeFileSync(join(dataDir, 'owner.json'), JSON.stringify({ pid: 1, identity: 'of the dead' }));
    const server = await start();
    expect(await run(server.url, 'select id from books')).toEqual([{ id: 1 }]);
    owner.process.kill('SIGKILL');
  });

  it('refuses a second server on its data, in one line', async () => {
    await start();
    const second = startPostgres({ dataDir, settings });
    await expect(second).rejects.toThrow(DirectoryInUseError);
    await expect(second).rejects.toThrow(/^[^\n]*already in use by process \d+[^\n]*$/);
    const owner = startElsewhere(dataDir);
    await expect(owner).rejects.toThrow(/already in use/);
  });

  it('is not fooled by process ids that were given to somebody else', async () => {
    await (await start()).stop();
    const stranger = spawn('sleep', ['600']);
    const claim = { pid: stranger.pid, identity: 'an earlier process' };
    writeFileSync(join(dataDir, 'owner.json'), JSON.stringify(claim));
    const stale = `${stranger.pid}\n${join(dataDir, 'pg18')}\n1\n5432\n\n\n\nready\n`;
    writeFileSync(join(dataDir, 'pg18', 'postmaster.pid'), stale);
    const server = await start();
    expect(await run(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(stranger.exitCode).toBeNull();
    stranger.kill();
  });

  it('starts over after a first start that was cut short', async () => {
    mkdirSync(join(dataDir, 'pg18.new'), { recursive: true });
    writeFileSync(join(dataDir, 'pg18.new', 'PG_VERSION'), '18');
    writeFileSync(join(dataDir, 'owner.json'), '{"pid":');
    const server = await start();
    expect(await run(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('reports what the server says when it cannot start, and lets go of the directory', async () => {
    const broken = startPostgres({ dataDir, settings: { ...settings, shared_buffers: 'much' } });
    await expect(broken).rejects.toThrow(/shared_buffers/);
    expect(readFileSync(join(dataDir, 'pg18', 'PG_VERSION'), 'utf8')).toBe('18\n');
    await start();
  });
});

async function run(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // Servers are killed under open connections here.
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

type Owner = { process: ChildProcess; url: string; pid: number };

async function startElsewhere(dataDir: string): Promise<Owner> {
  const flags = ['--experimental-transform-types', '--import', sources, '--input-type=module'];
  const child = spawn(process.execPath, [...flags, '-e', ownerProgram, dataDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let [out, err] = ['', ''];
  child.stderr!.on('data', (chunk) => (err += String(chunk)));
  return new Promise((ready, fail) => {
    child.once('close', () => fail(new Error(err)));
    child.stdout!.on('data', (chunk) => {
      out += String(chunk);
      if (out.endsWith('\n'))
        ready({ process: child, ...(JSON.parse(out) as { url: string; pid: number }) });
    });
  });
}
