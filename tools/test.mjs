// The whole test run: lint and build of every project, then every suite, Kafka and PostgreSQL
// included. Ends with one line, `N passed, N failed`, whatever happens, and exits with 1 unless
// everything passed. Arguments are passed on to Jest.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const binaries = join(root, 'node_modules', '.bin');
// The tests need the Node of the lock file; on a fresh clone this process still runs on another.
const installedNode = join(binaries, 'node');
const node = existsSync(installedNode) ? installedNode : process.execPath;
const env = {
  ...process.env,
  PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}`,
  CI: 'true',
};

const closingLine = /^\d+ passed, \d+ failed.*$/m;
const nothingProved = '0 passed, 1 failed';

const failure = provideKafkaTools() ?? (await lintAndBuild());
if (failure !== undefined) {
  process.stderr.write(`${failure}\n`);
  process.stdout.write(`${nothingProved}\n`);
  process.exitCode = 1;
} else {
  process.exitCode = await runSuites();
}

/** @returns what is missing, or undefined. */
function provideKafkaTools() {
  if (hasKafkaTools()) return undefined;
  const manual = 'The tests start a Kafka broker, which needs Java 17 or newer and Maven (mvn).';
  if (process.getuid?.() !== 0) return manual;
  process.stdout.write('Installing Java and Maven for the Kafka broker of the tests …\n');
  const apt = { stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 };
  const quiet = { ...apt, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update', '-q'], quiet);
  const packages = ['openjdk-17-jre-headless', 'maven'];
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], quiet);
  return hasKafkaTools() ? undefined : manual;
}

function hasKafkaTools() {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const [, major] = /version "(\d+)/.exec(java.stderr ?? '') ?? [];
  return Number(major) >= 17 && spawnSync('mvn', ['-v'], { stdio: 'ignore' }).status === 0;
}

/** @returns what failed, or undefined. */
async function lintAndBuild() {
  const nx = join(binaries, 'nx');
  const args = ['run-many', '-t', 'lint', 'build', '--output-style=static'];
  const { code } = await run(node, [nx, ...args]);
  return code === 0 ? undefined : 'lint or build failed; no suite was run';
}

async function runSuites() {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const args = [...flags, jest, '--config', 'jest.config.ts', ...process.argv.slice(2)];
  // Jest reports on stderr; its stdout is held back so that the closing line closes.
  const { code, stdout } = await run(node, args, 'pipe');
  const [line] = closingLine.exec(stdout) ?? [];
  process.stdout.write(stdout.replace(closingLine, '').trimStart());
  process.stdout.write(`${line ?? nothingProved}\n`);
  return code === 0 && line !== undefined ? 0 : code || 1;
}

function run(command, args, stdout = 'inherit') {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', stdout, 'inherit'] });
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    child.once('error', fail);
    child.once('close', (code) => done({ code: code ?? 1, stdout: text }));
  });
}
