import Foundation

/// Pictures of a book, by their names in it.
struct EPUBResources: ResourceSource {
  private let files: [String: Data]

  /// Unpacks those that are wanted, as far as they are no larger than a picture may be.
  init?(_ book: Data, pictures: [String]) {
    let wanted = Set(pictures.prefix(Limits.resources).map { EnclosedAddress.key($0) })
    let archive = try? Archive(zip: book, fileLimit: Limits.resourceBytes, isWhole: false) { name in
      wanted.contains(EnclosedAddress.key(name))
    }
    guard let archive else { return nil }
    files = Dictionary(archive.files.map { (EnclosedAddress.key($0.key), $0.value) }) { first, _ in
      first
    }
  }

  func content(at address: String, limit: Int) async throws -> Data? {
    files[EnclosedAddress.key(address)].flatMap { $0.count <= limit ? $0 : nil }
  }
}
