import Model
import Replication

/// By what its server knows the version of a source's page that was fetched last.
struct PageVersion: Hashable {
  /// Milliseconds since 1970.
  let time: Int64
  /// Where it was fetched: another address has versions of its own.
  let address: String
  /// Empty when the server named none.
  let entityTag: String
  let lastModified: String

  /// Sorts by time.
  var value: Value {
    var writer = ByteWriter()
    writer.append(fixed: UInt64(bitPattern: time))
    writer.append(address)
    writer.append(entityTag)
    writer.append(lastModified)
    return .bytes(writer.bytes)
  }

  /// Whether two name the same, whenever they were fetched.
  func names(theSameAs other: PageVersion?) -> Bool {
    guard let other else { return false }
    return address == other.address && entityTag == other.entityTag
      && lastModified == other.lastModified
  }

  /// `nil` for a page that has no version.
  init?(of article: Article, at time: Int64) {
    guard let page = article.page, page.entityTag != nil || page.lastModified != nil else {
      return nil
    }
    self.time = time
    address = (page.address ?? "").withoutNulls
    entityTag = (page.entityTag ?? "").withoutNulls
    lastModified = (page.lastModified ?? "").withoutNulls
  }

  /// Reads what ``value`` writes, and passes over what a later version may append.
  init?(_ value: Value) {
    guard case .bytes(let bytes) = value else { return nil }
    var reader = ByteReader(bytes)
    guard let time = try? reader.fixed(), let address = try? reader.text(),
      let entityTag = try? reader.text(), let lastModified = try? reader.text()
    else { return nil }
    self.time = Int64(bitPattern: time)
    self.address = address
    self.entityTag = entityTag
    self.lastModified = lastModified
  }
}

extension ItemState {
  var pageVersion: PageVersion? {
    guard case .latest(let value) = kept[.pageVersion] else { return nil }
    return PageVersion(value)
  }
}
