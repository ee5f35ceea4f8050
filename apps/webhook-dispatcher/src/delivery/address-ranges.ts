import { BlockList, isIP } from 'node:net';

/** A set of CIDRs. An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) is in the ranges of both. */
export class AddressRanges {
  // Apart, since Node's list also takes an IPv4 address for the IPv6 one that maps it: in a list
  // with `::/8` it would find all of them.
  private readonly v4 = new BlockList();
  private readonly v6 = new BlockList();

  /** @throws on a text that is no CIDR */
  constructor(cidrs: readonly string[]) {
    for (const cidr of cidrs) {
      const [address = '', bits = ''] = cidr.trim().split('/');
      if (isIP(address) === 0 || !/^\d{1,3}$/.test(bits)) throw new Error(`not a CIDR: ${cidr}`);
      if (isIP(address) === 4) this.v4.addSubnet(address, Number(bits), 'ipv4');
      else this.v6.addSubnet(address, Number(bits), 'ipv6');
    }
  }

  contain(address: string): boolean {
    if (isIP(address) === 4) return this.v4.check(address, 'ipv4');
    return this.v6.check(address, 'ipv6') || this.v4.check(address, 'ipv6');
  }
}
