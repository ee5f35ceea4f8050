// The Python SDK of one version, and the cases that are written for it.
import { join } from 'node:path';
import { e2e, type Program } from './program.js';
import { pythonPackage } from './python-packages.js';

const needed =
  'The cases of the Python SDK need Python 3 with venv (apt-get install python3-venv) and PyPI.';

export async function pythonSdk(version: string): Promise<Program> {
  const { python, packages } = await pythonPackage('stripe', version, needed);
  const script = join(e2e, 'python', 'portable_core.py');
  const search = `import sys; sys.path[:0] = sys.argv[1:3]; sys.dont_write_bytecode = True`;
  const start = `${search}; import portable_core; portable_core.main()`;
  return {
    label: `stripe for Python ${version}`,
    command: python,
    args: ['-c', start, join(script, '..'), packages],
  };
}
