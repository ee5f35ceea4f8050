// Every package under apps/ and libs/ gets the same three targets; nothing is repeated per project.
import { dirname } from 'node:path';

const shared = ['{workspaceRoot}/package-lock.json', '{workspaceRoot}/tsconfig.base.json'];
const source = [
  '{projectRoot}/src/**/*',
  '!{projectRoot}/**/*.spec.ts',
  '{projectRoot}/*.json',
  ...shared,
];
const task = (command, { env, ...rest }) => ({
  executor: 'nx:run-commands',
  cache: true,
  options: { command, cwd: '{projectRoot}', env },
  ...rest,
});
const esm = { NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' };

const targets = {
  build: task('tsc -b', {
    dependsOn: ['^build'],
    inputs: [...source, { dependentTasksOutputFiles: '**/*.d.ts', transitive: true }],
    outputs: ['{projectRoot}/dist'],
  }),
  lint: task('eslint .', {
    inputs: ['default', '^default', '{workspaceRoot}/eslint.config.mjs'],
  }),
  test: task('jest --config ../../jest.config.ts --rootDir .', {
    env: esm,
    cache: false, // The suites talk to a real PostgreSQL and a real broker: a cached "passed" proves nothing.
  }),
};

export const createNodesV2 = [
  '{apps,libs}/*/package.json',
  (files) =>
    files.map((file) => {
      const root = dirname(file);
      return [file, { projects: { [root]: { root, targets } } }];
    }),
];
