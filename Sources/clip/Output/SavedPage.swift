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
  func write(_ item: ItemReference, to file: URL, asText: Bool) async throws -> Int {
    guard item.kind == .source else {
      throw CommandError("noPage", "\(item.id.short) is a \(item.kind.rawValue): it has no page")
    }
    let source = SourceID(item.id)
    do {
      return asText
        ? try await writeText(of: source, to: file) : try await writePage(of: source, to: file)
    } catch let error as CocoaError {
      throw CommandError(
        "unwritable",
        "cannot write \(file.path): \(SystemReason.of(error))",
        hint: "Name another place with --output."
      )
    }
  }

  private func writePage(of source: SourceID, to file: URL) async throws -> Int {
    guard let hash = try session.read({ try $0.pageHash(of: source) }), try isHere(hash),
      let page = try session.read({ try $0.page(of: source) })
    else { throw missing("page", source) }
    let bytes = Data(page)
    let mediaType = try session.read { try $0.pageMediaType(of: source) } ?? ""
    let summaries = try session.read { try $0.pageParts(of: source) }
    let html: SelfContainedPage
    var parts: [String: Resource] = [:]
    if let enclosed = EnclosedResources(in: bytes, mediaType: mediaType), let page = enclosed.page {
      html = SelfContainedPage(page.content, address: page.address, contentType: page.contentType)
      parts = try await ResourceCollecting().resources(of: html, and: [], from: enclosed)
    } else if mediaType == "text/html" {
      // Its links are relative to the address under which its own bytes were kept.
      let own = summaries.first { $0.hash == hash }?.address
      let address = try own ?? session.read { try $0.pageOrigin(of: source)?.address }
      html = SelfContainedPage(bytes, address: address)
    } else {
      try bytes.write(to: file, options: .atomic)
      return 0
    }
    for part in try content(of: summaries.filter { $0.hash != hash })
    where part.mediaType != "text/html" && parts[part.address] == nil {
      parts[part.address] = Resource(content: part.content, mediaType: part.mediaType)
    }
    try Data(html.html(with: parts).utf8).write(to: file, options: .atomic)
    return parts.count
  }

  /// The pictures of a text, by their addresses: those that were kept beside the page, and those in
  /// the file that it came in.
  private func pictures(of source: SourceID, in text: String) async throws -> [PagePart] {
    let wanted = MarkdownPictures.addresses(in: text)
    var parts = try content(
      of: try session.read { try $0.pageParts(of: source) }.filter { wanted.contains($0.address) }
    )
    let missing = wanted.filter { address in !parts.contains { $0.address == address } }
    if !missing.isEmpty, let hash = try session.read({ try $0.pageHash(of: source) }),
      let mediaType = try session.read({ try $0.pageMediaType(of: source) }),
      EnclosedResources.mediaTypes.contains(mediaType), try isHere(hash),
      let page = try session.read({ try $0.page(of: source) }),
      let enclosed = EnclosedResources(in: Data(page), mediaType: mediaType, pictures: missing)
    {
      let found = try await ResourceCollecting().pictures(missing, from: enclosed)
      parts += found.map {
        PagePart(address: $0.key, content: $0.value.content, mediaType: $0.value.mediaType)
      }
    }
    return parts.sorted { $0.address < $1.address }
  }

  private func writeText(of source: SourceID, to file: URL) async throws -> Int {
    guard let hash = try session.read({ try $0.textHash(of: source) }), try isHere(hash),
      let text = try session.read({ try $0.text(of: source) })
    else { throw missing("text", source) }
    let parts = try await pictures(of: source, in: text)
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
