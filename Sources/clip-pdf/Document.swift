import CPoppler

/// An open PDF.
///
/// A class because it holds poppler's document.
final class Document {
  let pointer: OpaquePointer

  /// Why a document cannot be read.
  enum Failure: String, Error {
    case encrypted
    case damaged
  }

  /// - Throws: ``Failure``.
  init(mapped bytes: UnsafeRawBufferPointer) throws {
    let content = g_bytes_new_static(bytes.baseAddress, gsize(bytes.count))
    defer { g_bytes_unref(content) }
    var error: UnsafeMutablePointer<GError>?
    guard let document = poppler_document_new_from_bytes(content, nil, &error) else {
      let isEncrypted =
        error?.pointee.domain == poppler_error_quark()
        && error?.pointee.code == Int32(POPPLER_ERROR_ENCRYPTED.rawValue)
      g_clear_error(&error)
      throw isEncrypted ? Failure.encrypted : .damaged
    }
    pointer = document
  }

  deinit {
    g_object_unref(gpointer(pointer))
  }

  var pages: Int { min(Int(poppler_document_get_n_pages(pointer)), Limits.pages) }

  /// What the document says of itself.
  var line: JSONLine {
    var line = JSONLine(kind: "document")
    line.append("version", 1)
    line.append("pages", Int(poppler_document_get_n_pages(pointer)))
    line.append("title", owned(poppler_document_get_title(pointer)))
    line.append("author", owned(poppler_document_get_author(pointer)))
    line.append("subject", owned(poppler_document_get_subject(pointer)))
    line.append("keywords", owned(poppler_document_get_keywords(pointer)))
    line.append("creator", owned(poppler_document_get_creator(pointer)))
    line.append("producer", owned(poppler_document_get_producer(pointer)))
    let created = Int(poppler_document_get_creation_date(pointer))
    if created > 0 { line.append("created", created) }
    let metadata = owned(poppler_document_get_metadata(pointer))
    if let metadata, metadata.utf8.count <= Limits.textBytes { line.append("metadata", metadata) }
    return line
  }

  // MARK: Outline

  /// The outline's titles with their pages, from top to bottom.
  func outline() -> [JSONLine] {
    var lines: [JSONLine] = []
    guard let top = poppler_index_iter_new(pointer) else { return [] }
    defer { poppler_index_iter_free(top) }
    outline(top, depth: 0, into: &lines)
    return lines
  }

  private func outline(_ entry: OpaquePointer, depth: Int, into lines: inout [JSONLine]) {
    repeat {
      guard lines.count < Limits.outlineEntries else { return }
      if let action = poppler_index_iter_get_action(entry) {
        lines += [line(of: action, depth: depth)].compactMap(\.self)
        poppler_action_free(action)
      }
      if depth + 1 < Limits.outlineDepth, let child = poppler_index_iter_get_child(entry) {
        outline(child, depth: depth + 1, into: &lines)
        poppler_index_iter_free(child)
      }
    } while poppler_index_iter_next(entry) != 0
  }

  private func line(of action: UnsafeMutablePointer<PopplerAction>, depth: Int) -> JSONLine? {
    guard let title = action.pointee.any.title.map({ String(cString: $0) }), !title.isEmpty,
      title.utf8.count <= 4096
    else { return nil }
    var line = JSONLine(kind: "outline")
    line.append("title", title)
    line.append("depth", depth)
    if action.pointee.type == POPPLER_ACTION_GOTO_DEST,
      let page = page(of: action.pointee.goto_dest.dest)
    {
      line.append("page", page)
    }
    return line
  }

  private func page(of destination: UnsafeMutablePointer<PopplerDest>?) -> Int? {
    guard let destination else { return nil }
    if destination.pointee.type != POPPLER_DEST_NAMED { return Int(destination.pointee.page_num) }
    guard let name = destination.pointee.named_dest,
      let found = poppler_document_find_dest(pointer, name)
    else { return nil }
    defer { poppler_dest_free(found) }
    return Int(found.pointee.page_num)
  }
}

/// The text of a pointer that is ours to free.
func owned(_ text: UnsafeMutablePointer<CChar>?) -> String? {
  guard let text else { return nil }
  defer { g_free(text) }
  return String(cString: text)
}
