import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const lib = (name, allowed, extra = {}) => ({
  sourceTag: `lib:${name}`,
  onlyDependOnLibsWithTags: [`lib:${name}`, ...allowed.map((l) => `lib:${l}`)],
  ...extra,
});
const libsOf = (...names) => names.map((l) => `lib:${l}`);

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.cache/**', '**/.ledgerway/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.mjs'],
    rules: {
      'max-len': [
        'error',
        { code: 110, ignoreUrls: true, ignoreTemplateLiterals: true, ignoreStrings: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: true,
          // Examples for specs: the rule below keeps them out of what runs.
          allow: ['@ledgerway/domain/testing'],
          depConstraints: [
            // docs/architecture.md, "Libraries and the dependency rule". A test may use `testing`.
            lib('domain', ['testing'], {
              bannedExternalImports: [
                '@nestjs/*',
                'pg',
                'typeorm',
                'kafkajs',
                'undici',
                'fastify',
                'rxjs',
              ],
            }),
            lib('contracts', ['domain', 'testing']),
            lib('event-store', ['domain', 'testing']),
            lib('messaging', ['contracts', 'testing']),
            lib('connectors', ['domain', 'testing']),
            lib('platform', []),
            lib('testing', ['platform']),
            {
              sourceTag: 'app:api-gateway',
              onlyDependOnLibsWithTags: libsOf(
                'domain',
                'contracts',
                'messaging',
                'platform',
                'testing',
              ),
            },
            {
              sourceTag: 'app:payments',
              onlyDependOnLibsWithTags: libsOf(
                'domain',
                'contracts',
                'event-store',
                'messaging',
                'connectors',
                'platform',
                'testing',
              ),
            },
            {
              sourceTag: 'app:vault',
              onlyDependOnLibsWithTags: libsOf('domain', 'contracts', 'platform', 'testing'),
            },
            {
              sourceTag: 'app:webhook-dispatcher',
              onlyDependOnLibsWithTags: libsOf('contracts', 'messaging', 'platform', 'testing'),
            },
            {
              sourceTag: 'app:reporting',
              onlyDependOnLibsWithTags: libsOf(
                'domain',
                'contracts',
                'event-store',
                'messaging',
                'platform',
                'testing',
              ),
            },
            { sourceTag: 'app:standalone', onlyDependOnLibsWithTags: ['type:lib', 'type:app'] },
            {
              // docs/adr/0003 and 0008: what is verified, or rotated, is so by the service's own code.
              sourceTag: 'app:cli',
              onlyDependOnLibsWithTags: [
                ...libsOf('domain', 'contracts', 'event-store', 'messaging', 'platform', 'testing'),
                'app:reporting',
                'app:vault',
              ],
            },
            {
              // Its campaign against webhooks runs several dispatchers, on either message log.
              sourceTag: 'app:e2e',
              onlyDependOnLibsWithTags: ['type:lib', 'app:webhook-dispatcher'],
            },
          ],
        },
      ],
    },
  },
  {
    // What runs for merchants starts from no example.
    files: ['**/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/testing/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@ledgerway/*/testing'], message: 'Examples are for specs.' }] },
      ],
    },
  },
  {
    // Time, ids and randomness come in as arguments: a replay must be exact.
    files: ['libs/domain/src/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time arrives in the command.' },
        { object: 'Math', property: 'random', message: 'Randomness arrives in the command.' },
      ],
      'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'process', 'fetch'],
    },
  },
);
