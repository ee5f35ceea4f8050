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

// What npm cannot bring. As root on Debian, what is missing is installed.
const systemTools = [
  {
    what: 'Java 17 or newer (it runs a Kafka broker)',
    packages: ['openjdk-17-jre-headless'],
    isPresent: hasJava,
  },
  {
    what: 'a Java compiler, as javac (it builds the cases of the Java SDK)',
    packages: ['openjdk-17-jdk-headless'],
    isPresent: () => isOnPath('javac'),
  },
  {
    what: 'Python 3 with venv (it runs the cases of the Python SDK)',
    packages: ['python3-venv'],
    isPresent: () => spawnSync('python3', ['-c', 'import ensurepip, venv']).status === 0,
  },
  {
    what: 'Maven, as mvn (it fetches the Kafka broker)',
    packages: ['maven'],
    isPresent: () => isOnPath('mvn'),
  },
  {
    what: 'zbarimg (it reads QR codes back)',
    packages: ['zbar-tools'],
    isPresent: () => isOnPath('zbarimg'),
  },
  {
    what: 'hledger (it checks the exported journal)',
    packages: ['hledger'],
    isPresent: () => isOnPath('hledger'),
  },
  {
    what: 'beancount, as bean-check (it checks the exported journal)',
    packages: ['beancount'],
    isPresent: () => isOnPath('bean-check') && isOnPath('bean-query'),
  },
  {
    what: 'Chromium at /usr/bin/chromium (it opens the payer’s pages)',
    packages: ['chromium'],
    isPresent: () => existsSync('/usr/bin/chromium'),
  },
];

const failure = provideSystemTools() ?? (await lintAndBuild());
if (failure !== undefined) {
  process.stderr.write(`${failure}\n`);
  process.stdout.write(`${nothingProved}\n`);
  process.exitCode = 1;
} else {
  process.exitCode = await runSuites();
}

/** @returns what is missing, or undefined. */
function provideSystemTools() {
  const missing = systemTools.filter((tool) => !tool.isPresent());
  if (missing.length > 0 && process.getuid?.() === 0) install(missing);
  const lacking = missing.filter((tool) => !tool.isPresent()).map(({ what }) => what);
  return lacking.length === 0 ? undefined : `The tests need ${lacking.join(', ')}.`;
}

function install(tools) {
  const packages = tools.flatMap((tool) => tool.packages);
  process.stdout.write(`Installing ${packages.join(', ')} for the tests …\n`);
  const apt = { stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 };
  const quiet = { ...apt, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update', '-q'], quiet);
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], quiet);
}

function hasJava() {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const [, major] = /version "(\d+)/.exec(java.stderr ?? '') ?? [];
  return Number(major) >= 17;
}

function isOnPath(program) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, program)));
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
