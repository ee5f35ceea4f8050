// Merchants choose where we connect to, so they must not reach what only we can reach. Names are
// judged by the addresses they have at connect time, which leaves no time to change them
// afterwards; address literals never pass through a lookup and are judged by themselves.
import type { LookupAddress, LookupOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { AddressRanges } from './address-ranges.js';
import { resolveHost } from './resolve-host.js';

// Special-purpose addresses of the IANA registries: own host, private, link-local, shared,
// documentation, benchmarking, multicast, reserved, and the prefixes that embed IPv4 addresses. And one
// that is public by its number only: the host services of a cloud (168.63.129.16).
const blockedRanges = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/8',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

/** The address may not be connected to. `code` tells it from the errors of the network. */
export class BlockedAddress extends Error {
  readonly code = 'BLOCKED_ADDRESS';
  constructor(host: string) {
    super(`${host} is not a public address`);
  }
}

export type Resolve = (host: string) => Promise<LookupAddress[]>;

export class AddressGuard {
  private readonly blocked = new AddressRanges(blockedRanges);
  private readonly allowed: AddressRanges;

  /**
   * @param allow CIDRs that may be reached although they are not public.
   * @throws on a text that is no CIDR
   */
  constructor(
    allow: readonly string[],
    private readonly resolve: Resolve = resolveHost,
  ) {
    this.allowed = new AddressRanges(allow);
  }

  permits(address: string): boolean {
    return this.isAllowed(address) || !this.blocked.contain(address);
  }

  /** Whether the operator vouches for the address. */
  isAllowed(address: string): boolean {
    return this.allowed.contain(address);
  }

  /**
   * The addresses behind a literal or a name, permitted or not. @throws what the resolver throws
   */
  async addressesOf(host: string): Promise<string[]> {
    if (isIP(host) !== 0) return [host];
    return (await this.resolve(host)).map(({ address }) => address);
  }

  /** For sockets: hands out permitted addresses only. */
  readonly lookup: LookupFunction = (host, options, callback) => {
    this.permittedAddresses(host, options).then(
      (found) => {
        if (options.all) callback(null, found);
        else callback(null, found[0]!.address, found[0]!.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };

  private async permittedAddresses(host: string, options: LookupOptions): Promise<LookupAddress[]> {
    const permitted = (await this.resolve(host)).filter(({ address }) => this.permits(address));
    if (permitted.length === 0) throw new BlockedAddress(host);
    const family = Number(options.family ?? 0);
    const wanted = permitted.filter((found) => family === 0 || found.family === family);
    return wanted.length > 0 ? wanted : permitted;
  }
}
