/// What makes two captures one source, on machines that never met.
///
/// A source's id is derived from it by hashing ``key``, so that the same page clipped twice is one
/// source without any coordination.
public enum SourceIdentity: Hashable, Sendable {
  /// A normalised web address, see ``WebAddress``.
  case address(WebAddress)
  /// Lower case, without a resolver's address.
  case doi(String)
  /// Digits and a final `X` only.
  case isbn(String)
  /// The text itself, where nothing else is known.
  case content(String)
  /// The hash of the file, in hexadecimal digits, where no text can be read of it.
  case file(String)

  /// The bytes to hash, prefixed by the kind so that kinds never collide.
  public var key: String {
    switch self {
    case .address(let address): "url:\(address.normalized)"
    case .doi(let doi): "doi:\(doi)"
    case .isbn(let isbn): "isbn:\(isbn)"
    case .content(let text): "text:\(text)"
    case .file(let hash): "file:\(hash)"
    }
  }
}

extension Article {
  /// The strongest identity that the article offers: address, then DOI, ISBN, text.
  public var identity: SourceIdentity {
    if let url, let address = WebAddress(url) { return .address(address) }
    return identityOfWork
  }

  /// The identity by what the article is, not by where it stood: for a page at whose address something
  /// else was found before.
  public var identityOfWork: SourceIdentity {
    if let doi { return .doi(doi.lowercased()) }
    if let isbn { return .isbn(isbn) }
    return .content(text)
  }
}
