// Makes a checkout ready to run: installs what is missing, builds what has changed. Runs before
// every start, with whatever Node is there and nothing installed, and says nothing when there is
// nothing to do.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const root = resolve(import.meta.dirname, '..');
const waitMs = 15 * 60_000;

const release = await waitForTurn();
try {
  if (!isInstalled()) await install();
  await build();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  release();
}

/** Two copies started in one checkout must not install or build at once: one waits. */
async function waitForTurn() {
  const name = `prepare-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
  // An abstract socket is bound by one process at a time and vanishes with it, however it ends.
  const address = process.platform === 'linux' ? `\0${name}` : join(tmpdir(), name);
  const deadline = Date.now() + waitMs;
  for (let first = true; Date.now() < deadline; first = false) {
    const server = createServer();
    const error = await new Promise((done) => {
      server.once('error', done).listen(address, () => done(undefined));
    });
    if (error === undefined) return () => server.close();
    if (error.code !== 'EADDRINUSE') throw error;
    if (first) process.stdout.write('Waiting for another copy to get ready …\n');
    await delay(200);
  }
  throw new Error(`another copy has been installing for ${waitMs / 60_000} minutes (${address})`);
}

/** Whether what npm noted after its last installation is what the lock file asks for. */
function isInstalled() {
  const wanted = readPackages('package-lock.json');
  const installed = readPackages('node_modules/.package-lock.json');
  if (installed === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    const found = installed[path];
    // The other platforms' packages are in the lock file and nowhere else.
    if (found === undefined) return path === '' || entry.optional || entry.devOptional;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT' && file.startsWith('node_modules')) return undefined;
    throw error;
  }
}

async function install() {
  process.stdout.write('Installing dependencies …\n');
  const { PATH = '' } = process.env;
  // Not with the Node inside node_modules: `npm ci` begins by deleting it.
  const outside = PATH.split(delimiter).filter((entry) => !entry.includes('node_modules'));
  const env = { ...process.env, PATH: outside.join(delimiter), CI: 'true' };
  const options = ['--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const npm = spawn('npm', ['ci', ...options], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  npm.stdout.resume(); // A summary that nobody needs.
  await ended(npm, 'npm ci');
}

async function build() {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const tsc = spawn(process.execPath, [compiler, '-b', '--verbose', '--pretty', 'false'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let announced = false;
  const narration = /^\[?\d{1,2}:\d{2}:\d{2}|^ {4}\* |^$/;
  createInterface({ input: tsc.stdout }).on('line', (line) => {
    if (!narration.test(line)) process.stderr.write(`${line}\n`);
    if (announced || !line.includes('Building project')) return;
    announced = true;
    process.stdout.write('Building …\n');
  });
  await ended(tsc, 'the build');
}

function ended(child, what) {
  return new Promise((done, fail) => {
    child.once('error', (error) =>
      fail(new Error(`${what} could not be started: ${error.message}`)),
    );
    child.once('close', (code, signal) =>
      code === 0 ? done() : fail(new Error(`${what} failed (${code ?? signal})`)),
    );
  });
}
