import { BlockList, isIP, type IPVersion } from 'node:net';

// Blocks that are not for the public internet (IANA special-purpose address registries, RFC 6890).
const specialIpv4 = blockList('ipv4', {
  '0.0.0.0': 8, // this network
  '10.0.0.0': 8, // private (RFC 1918)
  '100.64.0.0': 10, // shared by customers of a carrier (RFC 6598)
  '127.0.0.0': 8, // loopback
  '169.254.0.0': 16, // link-local; metadata services of clouds
  '172.16.0.0': 12, // private
  '192.0.0.0': 24, // protocol assignments
  '192.0.2.0': 24, // documentation
  '192.88.99.0': 24, // 6to4 relays
  '192.168.0.0': 16, // private
  '198.18.0.0': 15, // benchmarks
  '198.51.100.0': 24, // documentation
  '203.0.113.0': 24, // documentation
  '224.0.0.0': 4, // multicast
  '240.0.0.0': 4, // reserved, and broadcast
});
// Loopback, link-local, unique local, multicast, mapped and translated IPv4 addresses all lie outside.
const globalIpv6 = blockList('ipv6', { '2000::': 3 });
const specialIpv6 = blockList('ipv6', {
  '2001::': 23, // protocol assignments, Teredo among them, which carries an IPv4 address
  '2001:db8::': 32, // documentation
  '2002::': 16, // 6to4, which carries an IPv4 address
  '3fff::': 20, // documentation
});

/**
 * Says whether an IP address belongs to the public internet: not to a private, loopback, link-local, shared,
 * multicast, unspecified or otherwise special network. Text that is no address does not belong to it.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !specialIpv4.check(address, 'ipv4');
    case 6:
      // A zone (`%eth0`) is for addresses that mean something on one link alone.
      if (address.includes('%')) return false;
      return globalIpv6.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6');
    default:
      return false;
  }
}

function blockList(family: IPVersion, prefixLengths: Record<string, number>): BlockList {
  const list = new BlockList();
  for (const [network, length] of Object.entries(prefixLengths)) list.addSubnet(network, length, family);
  return list;
}
