import Replication

/// What makes a folder a sync folder: the library it belongs to and its own id.
///
/// `docs/format/sync-folder.md`, section 4.
struct IdentityFile: Hashable {
  let library: LibraryID
  /// Tells two folders of one library apart that are mounted at one path, one after the other.
  let folder: FolderID
  /// Whether every other file save the keys is sealed.
  var isEncrypted = false

  enum Folder {}
  typealias FolderID = UniqueID<Folder>

  func encoded() -> [UInt8] {
    var sections = Sections()
    sections.write(1) { $0.append(folder) }
    if isEncrypted { sections.write(2) { $0.append(Self.cipher) } }
    return FolderFile(kind: .identity, library: library, body: sections.bytes).encoded()
  }

  init(library: LibraryID, folder: FolderID, isEncrypted: Bool = false) {
    self.library = library
    self.folder = folder
    self.isEncrypted = isEncrypted
  }

  /// The one way of sealing: section 3.1 of the document.
  private static let cipher: UInt64 = 1

  init(decoding bytes: [UInt8]) throws(FileDefect) {
    let file = try FolderFile(decoding: bytes, as: .identity)
    do throws(CodecError) {
      let sections = try Sections(decoding: file.body)
      library = file.library
      folder = try sections.require(1) { reader throws(CodecError) in try reader.id() }
      let cipher = try sections.read(2) { reader throws(CodecError) in try reader.number() }
      isEncrypted = cipher != nil
      guard cipher == nil || cipher == Self.cipher else {
        throw CodecError("its encryption is not known")
      }
    } catch {
      throw FileDefect(error)
    }
  }
}
