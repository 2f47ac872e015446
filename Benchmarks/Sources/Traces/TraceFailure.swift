/// Why a file is no recorded history.
public struct TraceFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// As a phrase that follows the file's name: `cannot be opened: …`.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
