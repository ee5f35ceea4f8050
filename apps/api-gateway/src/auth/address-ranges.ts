import { BlockList, isIP, isIPv6 } from 'node:net';

/** A set of IPv4 and IPv6 ranges. An IPv4 address is the same one in its IPv6 spelling. */
export class AddressRanges {
  private readonly ranges = new BlockList();

  /** CIDRs such as `203.0.113.0/24`. Throws for a text that is none. */
  constructor(cidrs: readonly string[]) {
    for (const cidr of cidrs) {
      const [address = '', length] = cidr.split('/');
      const bits = Number(length);
      const ipv4 = ipv4In(address);
      if (!isIPv6(address)) this.ranges.addSubnet(address, bits, 'ipv4');
      else if (ipv4 === undefined || bits < mappedBits)
        this.ranges.addSubnet(address, bits, 'ipv6');
      else this.ranges.addSubnet(ipv4, bits - mappedBits, 'ipv4');
    }
  }

  includes(address: string): boolean {
    if (isIP(address) === 0) return false;
    return this.ranges.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
}

/** The bits of an IPv6 address before the IPv4 address that it spells. */
const mappedBits = 96;

const ipv4In = (address: string) => /^::ffff:([\d.]+)$/i.exec(address)?.[1];
