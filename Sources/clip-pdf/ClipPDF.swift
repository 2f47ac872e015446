import CPoppler

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Reads the PDF that is its standard input and says what is in it, in lines of JSON on standard output.
///
/// A program of its own, so that a document made to break poppler breaks this process and nothing else.
/// What the lines hold stands in docs/format/clip-pdf.md.
@main
enum ClipPDF {
  static func main() {
    guard let content = mapped() else {
      fail("unreadable")
      return
    }
    Limits.take(beside: content.count)
    do {
      try read(content)
    } catch let failure as Document.Failure {
      fail(failure.rawValue)
    } catch {
      fail("damaged")
    }
  }

  private static func read(_ content: UnsafeRawBufferPointer) throws {
    let document = try Document(mapped: content)
    document.line.print()
    for line in document.outline() { line.print() }
    for index in 0..<document.pages {
      guard let page = Page(document, index: index) else { continue }
      guard page.line.print() else { return }
      for line in page.annotations() { line.print() }
    }
    JSONLine(kind: "end").print()
  }

  private static func fail(_ reason: String) {
    var line = JSONLine(kind: "failure")
    line.append("reason", reason)
    line.print()
  }

  /// Standard input, which has to be a file: a pipe may never end.
  private static func mapped() -> UnsafeRawBufferPointer? {
    var status = stat()
    guard fstat(0, &status) == 0, status.st_size > 0, status.st_size <= Limits.documentBytes,
      let address = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, 0, 0),
      address != MAP_FAILED
    else { return nil }
    return UnsafeRawBufferPointer(start: address, count: Int(status.st_size))
  }
}
