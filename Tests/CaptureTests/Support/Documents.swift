import Capture
import Foundation
import Model
import Testing

/// The program that reads PDFs, as it was built.
enum PDFProgram {
  /// It lies beside the test bundle, whatever the scratch path.
  static func locate() throws -> PDFHelper {
    let bundles =
      Bundle.allBundles.map(\.bundleURL) + [Bundle.main.executableURL].compactMap(\.self)
    let candidates = bundles.map {
      $0.deletingLastPathComponent().appendingPathComponent("clip-pdf")
    }
    let program = try #require(
      candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) },
      "the program clip-pdf is not beside the tests"
    )
    return PDFHelper(executable: program)
  }
}

/// An article out of a document of our own, by its name.
func document(_ name: String) throws -> Article {
  let input = Input(try fixture("Documents/\(name)"), fileName: name)
  return try Article(reading: input, pdfHelper: try PDFProgram.locate())
}

/// An article out of a document that is written here, lines ending as in mails.
func document(lines text: String, name: String? = nil) throws -> Article {
  let content = Data(text.replacing("\n", with: "\r\n").utf8)
  return try Article(reading: Input(content, fileName: name), pdfHelper: nil)
}
