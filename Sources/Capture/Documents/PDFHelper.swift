public import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The program that reads PDFs for clip.
///
/// It runs with bounds on memory and time of its own making, so that a hostile document breaks or stops
/// it and nothing else. Its answer is described in docs/format/clip-pdf.md.
public struct PDFHelper: Sendable {
  let executable: URL
  var answerBytes = Limits.pdfAnswerBytes

  public init(executable: URL) {
    self.executable = executable
  }

  /// Reads a document.
  ///
  /// - Returns: What could be read, and how it ended.
  /// - Throws: ``CaptureError`` when the program itself cannot be run.
  func answer(to document: Data, name: String) throws -> PDFAnswer {
    guard let file = tmpfile() else {
      throw failure(name, "there is no place for a temporary file")
    }
    defer { fclose(file) }
    let written = document.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    guard written == document.count, fflush(file) == 0 else {
      throw failure(name, "there is no room for a temporary file")
    }
    rewind(file)

    var answer = PDFAnswer()
    var pending = Data()
    var total = 0
    let status: Int32
    do {
      status = try ReaderProcess.run(
        executable.path,
        input: fileno(file),
        seconds: Limits.pdfSeconds
      ) { piece in
        total += piece.count
        guard total <= answerBytes else { return false }
        pending.append(contentsOf: piece)
        while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
          answer.take(line: pending[pending.startIndex..<end])
          pending = Data(pending[(end + 1)...])
        }
        return true
      }
    } catch let error as ReaderProcess.Failure {
      throw failure(name, error.reason, cause: error)
    }
    // The dynamic linker and shells say so when a program or its libraries are missing.
    if [126, 127].contains(status) { throw failure(name, "a library that it needs is missing") }
    return answer
  }

  private func failure(
    _ name: String,
    _ reason: String,
    cause: (any Error)? = nil
  ) -> CaptureError {
    CaptureError(
      .noPDFReader,
      "\(name) is a PDF, and \(executable.lastPathComponent), which reads PDFs, failed: \(reason)",
      hint: "It needs poppler's glib library: libpoppler-glib8 of Debian, poppler of Homebrew.",
      cause: cause
    )
  }

  /// What is said where there is no such program.
  static func missing(for name: String) -> CaptureError {
    CaptureError(
      .noPDFReader,
      "\(name) is a PDF, and the program clip-pdf, which reads PDFs, is not there",
      hint: "make install puts it beside clip; CLIP_PDF names it where it lies elsewhere."
    )
  }
}
