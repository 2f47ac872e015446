import Capture
import Foundation
import Model
import Replication
import Store

/// A source's page, or its text with its pictures, as files that need nothing else.
struct SavedPage {
  let session: Session
  /// Fetches an attachment that was left in a sync folder; whether it is here now.
  let fetch: (Digest) throws -> Bool

  /// Writes it; a file that is there is replaced, as the shell would.
  ///
  /// - Returns: how many parts of the page are in it or beside it.
  /// - Throws: ``CommandError`` when there is nothing to write, or it cannot be written.
  func write(_ item: ItemReference, to file: URL, asText: Bool) throws -> Int {
    guard item.kind == .source else {
      throw CommandError("noPage", "\(item.id.short) is a \(item.kind.rawValue): it has no page")
    }
    let source = SourceID(item.id)
    do {
      return asText ? try writeText(of: source, to: file) : try writePage(of: source, to: file)
    } catch let error as CocoaError {
      throw CommandError(
        "unwritable",
        "cannot write \(file.path): \(SystemReason.of(error))",
        hint: "Name another place with --output."
      )
    }
  }

  private func writePage(of source: SourceID, to file: URL) throws -> Int {
    guard let hash = try session.read({ try $0.pageHash(of: source) }), try isHere(hash),
      let page = try session.read({ try $0.page(of: source) })
    else { throw missing("page", source) }
    let bytes = Data(page)
    guard try session.read({ try $0.pageMediaType(of: source) }) == "text/html" else {
      try bytes.write(to: file, options: .atomic)
      return 0
    }
    let summaries = try session.read { try $0.pageParts(of: source) }
    // Its links are relative to the address under which its own bytes were kept.
    let own = summaries.first { $0.hash == hash }?.address
    let address = try own ?? session.read { try $0.pageOrigin(of: source)?.address }
    let parts = try content(of: summaries.filter { $0.hash != hash })
    let html = SelfContainedPage(bytes, address: address).html(with: parts)
    try Data(html.utf8).write(to: file, options: .atomic)
    return parts.count
  }

  private func writeText(of source: SourceID, to file: URL) throws -> Int {
    guard let hash = try session.read({ try $0.textHash(of: source) }), try isHere(hash),
      let text = try session.read({ try $0.text(of: source) })
    else { throw missing("text", source) }
    let wanted = Set(MarkdownPictures.addresses(in: text))
    let parts = try content(
      of: try session.read { try $0.pageParts(of: source) }.filter { wanted.contains($0.address) }
    )
    let folderName = file.deletingPathExtension().lastPathComponent + "_files"
    let folder = file.deletingLastPathComponent().appendingPathComponent(folderName)
    var names: [String: String] = [:]
    if !parts.isEmpty {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    for (index, part) in parts.enumerated() {
      // Names of our own: those of the web are too long, too strange, or lead elsewhere.
      let name = "\(index + 1).\(Self.suffix(of: part.mediaType))"
      try part.content.write(to: folder.appendingPathComponent(name), options: .atomic)
      names[part.address] = "\(folderName)/\(name)"
    }
    let written = MarkdownPictures.replacing(in: text) { names[$0] }
    try Data((written.hasSuffix("\n") ? written : written + "\n").utf8)
      .write(to: file, options: .atomic)
    return parts.count
  }

  private func content(of summaries: [PagePartSummary]) throws -> [PagePart] {
    try summaries.compactMap { summary in
      guard try isHere(summary.hash), let bytes = try session.read({ try $0.content(of: summary) })
      else { return nil }
      return PagePart(
        address: summary.address,
        content: Data(bytes),
        mediaType: summary.mediaType
      )
    }
  }

  private func isHere(_ hash: Digest) throws -> Bool {
    try session.library.hasAttachment(hash) || fetch(hash)
  }

  private func missing(_ what: String, _ source: SourceID) -> CommandError {
    CommandError(
      what == "page" ? "noPage" : "noText",
      "no \(what) of \(source.short) is here",
      hint: "If it was added on another machine, sync again."
    )
  }

  private static func suffix(of mediaType: String) -> String {
    let name = mediaType.split(separator: "/").last.map(String.init) ?? "bin"
    let known = ["jpeg": "jpg", "svg+xml": "svg", "x-icon": "ico"]
    return known[name] ?? name.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
  }
}
