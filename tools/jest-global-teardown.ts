import type { TestServices } from './jest-global-setup.ts';

/** Runs after a failed run as well; after a killed one, the system ends the servers itself. */
export default async function teardown(): Promise<void> {
  const { ledgerwayTestServices } = globalThis as { ledgerwayTestServices?: TestServices };
  await ledgerwayTestServices?.close();
}
