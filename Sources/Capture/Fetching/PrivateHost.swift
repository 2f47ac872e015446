import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Hosts that mean another machine in each network: loopback, private and link-local addresses, and
/// names without a place in the public tree.
///
/// A person may name one, such as a wiki of their own. A page, a redirect of a public host or another
/// machine's queue may not send clip there: it stands behind the firewall. A public name that leads to
/// a private address is not seen through.
public enum PrivateHost {
  /// Whether a host is one of them; it is named as in addresses, an IPv6 address with or without its
  /// brackets.
  public static func contains(_ host: String) -> Bool {
    let name = host.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: "[]."))
    if name.isEmpty { return true }
    if name.contains(":") { return isPrivate(ipv6: name) }
    // The system's resolver reads `127.1`, `0x7f000001` and `2130706433` as addresses, too.
    var address = in_addr()
    if inet_aton(name, &address) != 0 { return isPrivate(ipv4: UInt32(bigEndian: address.s_addr)) }
    guard let top = name.split(separator: ".").last, name.contains(".") else { return true }
    return privateTops.contains(String(top)) || name.hasSuffix(".home.arpa")
  }

  /// Whether following a reference leads from the public into a private network.
  static func isBehind(_ target: URL?, from origin: URL?) -> Bool {
    contains(target?.host ?? "") && !contains(origin?.host ?? "")
  }

  private static let privateTops: Set<String> = ["localhost", "local", "internal", "lan", "home"]

  /// RFC 6890, and multicast.
  private static func isPrivate(ipv4 address: UInt32) -> Bool {
    let blocks: [(UInt32, Int)] = [
      (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16),
      (0xAC10_0000, 12), (0xC000_0000, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xE000_0000, 3),
    ]
    return blocks.contains { block, bits in (address ^ block) >> UInt32(32 - bits) == 0 }
  }

  private static func isPrivate(ipv6 name: String) -> Bool {
    var address = in6_addr()
    let text = name.prefix { $0 != "%" }
    guard inet_pton(AF_INET6, String(text), &address) == 1 else { return true }
    let bytes = withUnsafeBytes(of: &address) { Array($0) }
    let zeros = bytes.prefix { $0 == 0 }.count
    // Unspecified, loopback, and IPv4 addresses in disguise: mapped, compatible, translated.
    let isMapped = zeros == 10 && bytes[10] == 0xFF && bytes[11] == 0xFF
    let isTranslated =
      bytes.starts(with: [0, 0x64, 0xFF, 0x9B]) && bytes[4..<12].allSatisfy { $0 == 0 }
    if isMapped || isTranslated || zeros >= 12 {
      let tail = bytes[12...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return zeros >= 12 && tail <= 1 || isPrivate(ipv4: tail)
    }
    return bytes[0] & 0xFE == 0xFC || bytes[0] == 0xFE && bytes[1] & 0x80 != 0 || bytes[0] == 0xFF
  }
}
