import Replication

/// A patch lies outside the text it is for.
struct OutsideText: Error {}

extension [Unicode.Scalar] {
  /// Applies patches in the plainest way.
  mutating func apply(_ patches: [TextPatch]) throws {
    for patch in patches {
      guard patch.position + patch.deleted <= count else { throw OutsideText() }
      replaceSubrange(patch.position..<patch.position + patch.deleted, with: patch.inserted)
    }
  }
}
