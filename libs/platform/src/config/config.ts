// One schema per process, read once at start: a process either has a whole configuration or says,
// in one go, everything that is wrong with it.
import type { Setting } from './setting.js';

export type ConfigSchema = Record<string, Setting<unknown>>;
export type ConfigOf<S extends ConfigSchema> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

/** `message` holds one line per mistake; `mistakes` holds the same lines. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly mistakes: readonly string[]) {
    super(mistakes.join('\n'));
  }
}

/** Keeps the exact type of a schema, so that `ConfigOf<typeof schema>` is precise. */
export function defineConfig<const S extends ConfigSchema>(schema: S): S {
  return schema;
}

/**
 * Reads every setting of the schema from `env`.
 *
 * @throws ConfigError naming every variable that is missing or does not hold what it should.
 */
export function readConfig<S extends ConfigSchema>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
): ConfigOf<S> {
  const mistakes: string[] = [];
  const entries = Object.entries(schema).map(([name, setting]) => {
    const text = env[setting.variable]?.trim();
    if (text === undefined || (text === '' && !setting.emptyIsValue)) {
      if (setting.required)
        mistakes.push(`${setting.variable} is not set; expected ${setting.expected}`);
      return [name, setting.fallback];
    }
    const value = setting.parse(text);
    if (value === undefined) mistakes.push(mistakeIn(setting, text));
    return [name, value];
  });
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return Object.freeze(Object.fromEntries(entries)) as ConfigOf<S>;
}

function mistakeIn(setting: Setting<unknown>, text: string): string {
  const held = setting.secret ? 'holds something else (not shown)' : `is ${JSON.stringify(text)}`;
  return `${setting.variable} ${held}; expected ${setting.expected}`;
}
