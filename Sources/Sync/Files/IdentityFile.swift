import Replication

/// What makes a folder a sync folder: the library it belongs to and its own id.
///
/// `docs/format/sync-folder.md`, section 4.
struct IdentityFile: Hashable {
  let library: LibraryID
  /// Tells two folders of one library apart that are mounted at one path, one after the other.
  let folder: FolderID

  enum Folder {}
  typealias FolderID = UniqueID<Folder>

  func encoded() -> [UInt8] {
    var sections = Sections()
    sections.write(1) { $0.append(folder) }
    return FolderFile(kind: .identity, library: library, body: sections.bytes).encoded()
  }

  init(library: LibraryID, folder: FolderID) {
    self.library = library
    self.folder = folder
  }

  init(decoding bytes: [UInt8]) throws(FileDefect) {
    let file = try FolderFile(decoding: bytes, as: .identity)
    do {
      let sections = try Sections(decoding: file.body)
      library = file.library
      folder = try sections.require(1) { reader throws(CodecError) in try reader.id() }
    } catch {
      throw FileDefect(error)
    }
  }
}
