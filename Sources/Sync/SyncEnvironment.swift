/// What a sync needs from the world besides its folder: the time and randomness, passed in so that
/// tests repeat.
public struct SyncEnvironment: Sendable {
  /// Milliseconds since 1970.
  let now: @Sendable () -> Int64
  /// As many unpredictable bytes as asked for.
  let randomBytes: @Sendable (Int) -> [UInt8]
  /// What turning a new passphrase into a key costs; the least only where thousands of folders are
  /// made to be thrown away.
  package var stretching = Stretching.usual

  package enum Stretching: Sendable {
    case usual
    case least
  }

  /// - Parameters:
  ///   - now: the wall clock, in milliseconds since 1970.
  ///   - randomBytes: gives that many unpredictable bytes; a library's id is made of them.
  public init(
    now: @escaping @Sendable () -> Int64,
    randomBytes: @escaping @Sendable (Int) -> [UInt8]
  ) {
    self.now = now
    self.randomBytes = randomBytes
  }

  /// A number from 0 up to `bound`, near enough to uniform for choosing what to check.
  func random(below bound: Int) -> Int {
    let word = randomBytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(word % UInt64(bound))
  }
}
