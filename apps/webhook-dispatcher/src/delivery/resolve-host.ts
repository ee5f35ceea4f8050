import { lookup, Resolver } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';

const resolver = new Resolver({ timeout: 2_000, tries: 2 });

/**
 * The addresses of a name. The operating system's lookup occupies one of the process's few worker
 * threads, so a handful of names whose servers never answer would stop every delivery. Names are
 * therefore asked over sockets first; the system is asked only about what that answered "unknown"
 * to at once (hosts files, search domains).
 */
export async function resolveHost(host: string): Promise<LookupAddress[]> {
  if (!host.includes('.')) return lookup(host, { all: true });
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  const found = [
    ...(v4.status === 'fulfilled' ? v4.value.map((address) => ({ address, family: 4 })) : []),
    ...(v6.status === 'fulfilled' ? v6.value.map((address) => ({ address, family: 6 })) : []),
  ];
  if (found.length > 0) return found;
  const timedOut = [v4, v6].find(
    (tried) => tried.status === 'rejected' && codeOf(tried.reason) === 'ETIMEOUT',
  );
  if (timedOut?.status === 'rejected') throw timedOut.reason;
  return lookup(host, { all: true });
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
