/// By what a server knows a version of a page (RFC 9110, section 8.8), as it sent it.
public struct Validators: Hashable, Sendable {
  /// The field `ETag`, with its quotes.
  public var entityTag: String?
  /// The field `Last-Modified`.
  public var lastModified: String?

  public init(entityTag: String? = nil, lastModified: String? = nil) {
    self.entityTag = entityTag
    self.lastModified = lastModified
  }

  /// The fields of a request that asks only for another version (RFC 9110, section 13.1).
  var conditions: [String: String] {
    var fields: [String: String] = [:]
    fields["If-None-Match"] = entityTag
    fields["If-Modified-Since"] = lastModified
    return fields
  }
}

/// What came of asking for a page.
public enum FetchAnswer: Hashable, Sendable {
  case page(Input)
  /// It is the version that was named in the request.
  case unchanged
}
