import Capture
import Foundation

extension PDFHelper {
  /// The program that `CLIP_PDF` names, else the one beside this program.
  ///
  /// - Returns: `nil` when there is none.
  static func installed() -> PDFHelper? {
    let named = ProcessInfo.processInfo.environment["CLIP_PDF"].flatMap { $0.isEmpty ? nil : $0 }
    let own = Bundle.main.executableURL?.resolvingSymlinksInPath()
    let beside = own?.deletingLastPathComponent().appendingPathComponent("clip-pdf")
    guard let program = named.map({ URL(fileURLWithPath: $0) }) ?? beside,
      FileManager.default.isExecutableFile(atPath: program.path)
    else { return nil }
    return PDFHelper(executable: program)
  }
}
