// The Java SDK, and the cases compiled against it.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cache, e2e, prepare, type Program } from './program.js';

const needed =
  'The cases of the Java SDK need a JDK 17 and Maven (apt-get install openjdk-17-jdk-headless maven).';

export async function javaSdk(): Promise<Program> {
  const project = join(e2e, 'java');
  const pom = join(project, 'pom.xml');
  const sources = globSync('src/**/*.java', { cwd: project }).map((file) => join(project, file));
  const built = join(cache, `java-${digestOf([pom, ...sources.sort()])}`);
  if (!existsSync(built)) {
    const draft = `${built}.new`;
    rmSync(draft, { recursive: true, force: true });
    await prepare('mvn', ['-q', '-B', '-f', pom, `-Doutput=${draft}`, 'compile'], needed);
    renameSync(draft, built);
  }
  const [, version] = /<artifactId>stripe-java<\/artifactId>\s*<version>(.+?)</.exec(
    readFileSync(pom, 'utf8'),
  ) as RegExpExecArray;
  const classPath = [join(built, 'classes'), join(built, 'jars', '*')].join(delimiter);
  return {
    label: `stripe for Java ${version}`,
    command: 'java',
    args: ['-cp', classPath, 'ledgerway.conformance.PortableCore'],
  };
}

function digestOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}
