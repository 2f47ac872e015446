/// Padmé (Nikitin et al., PETS 2019): lengths are rounded up so that they tell only their order of
/// magnitude, for at most an eighth more bytes.
enum Padding {
  /// The shortest padded length: most syncs hold one change, and all of them look alike.
  static let least = 512

  /// - Parameter length: in bytes.
  /// - Returns: what it is padded to; never less.
  static func padded(_ length: Int) -> Int {
    guard length > least else { return least }
    let exponent = Int.bitWidth - 1 - length.leadingZeroBitCount
    let digits = Int.bitWidth - exponent.leadingZeroBitCount
    let step = 1 << (exponent - digits)
    return (length + step - 1) / step * step
  }
}
