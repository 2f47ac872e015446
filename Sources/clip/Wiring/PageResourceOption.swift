import ArgumentParser
import Capture
import Foundation
import Model

/// Whether pages are kept with what they are made of.
struct PageResourceOption: ParsableArguments {
  @Flag(help: "Keep pages without their pictures and styles.")
  var noPageResources = false

  /// What a page that was fetched is made of.
  func parts(fetchedWith input: Input, _ article: Article) async throws -> [PagePart] {
    guard !noPageResources else { return [] }
    let source = WebResources(of: input.address)
    return try await ResourceCollecting().parts(of: input, read: article, from: source)
  }

  /// What lies beside a page that was saved in a file; the web is not asked.
  func parts(beside file: String, _ input: Input, _ article: Article) async throws -> [PagePart] {
    guard !noPageResources else { return [] }
    let file = URL(fileURLWithPath: (file as NSString).expandingTildeInPath)
    let source = FolderResources(file.deletingLastPathComponent(), pageAddress: input.pageAddress)
    return try await ResourceCollecting().parts(of: input, read: article, from: source)
  }
}
