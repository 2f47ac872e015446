/// How far one replica's history goes, as someone has it, and the hash of its last change.
///
/// Each change's hash covers the hash before it, so equal hashes of one number mean equal histories
/// up to it. Two histories under one replica id, made by a copied library, show as different hashes of
/// one number, and part after the last number for which they agree. Nothing of a history need be
/// compared but hashes, and a payload can be gone: its hash stays.
///
/// Haber & Stornetta, *How to time-stamp a digital document* (1991); for forks, Li et al., *Secure
/// Untrusted Data Repository (SUNDR)* (2004).
public struct ChainTip: Hashable, Sendable {
  /// 0 before the first change.
  public private(set) var sequence: UInt64
  public private(set) var hash: Digest

  /// Of a history without changes.
  public static let start = ChainTip(sequence: 0, hash: .zero)

  public init(sequence: UInt64, hash: Digest) {
    self.sequence = sequence
    self.hash = hash
  }

  /// What a change of the same replica is to a history that ends here.
  public enum Relation: Hashable, Sendable {
    /// The next change.
    case next
    /// Of a number that the history has: its hash there tells whether it is the same change.
    case earlier
    /// Changes are missing between.
    case later
    /// It follows another change than the last one here: another history under this id.
    case fork
  }

  public func relation(to change: Change) -> Relation {
    if change.id.sequence <= sequence { return .earlier }
    guard change.id.sequence == sequence + 1 else { return .later }
    return change.previousHash == hash ? .next : .fork
  }

  /// Goes on to the next change.
  public mutating func follow(_ change: Change) {
    precondition(relation(to: change) == .next, "a history goes on with its next change")
    sequence = change.id.sequence
    hash = change.hash
  }

  /// Where two histories under one id part: a fork when that is before the last number of both.
  ///
  /// - Parameters:
  ///   - last: the last number that both have.
  ///   - one: the hash of a number in the one; `nil` counts as a difference.
  ///   - other: that in the other.
  /// - Returns: the last number for which they agree; 0 when they part at their first change.
  /// - Complexity: O(log `last`) hashes of each.
  public static func common(
    upTo last: UInt64,
    _ one: (UInt64) throws -> Digest?,
    _ other: (UInt64) throws -> Digest?
  ) rethrows -> UInt64 {
    var (same, different) = (UInt64(0), last)
    // Equal up to `same`, perhaps different after `different`.
    while same < different {
      let middle = same + (different - same + 1) / 2
      let hash = try one(middle)
      if let hash, try other(middle) == hash { same = middle } else { different = middle - 1 }
    }
    return same
  }
}
