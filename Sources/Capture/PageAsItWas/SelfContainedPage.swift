public import Foundation

/// A page as one file that needs nothing else and does nothing: its styles, pictures and fonts are in
/// it as `data:` addresses; scripts, frames, forms that send, and everything that calls home are out.
///
/// Two things hold it: what could act is not written, and a Content-Security-Policy in front of all
/// else forbids the browser everything but what is in the file. So it can be opened safely, whoever made
/// the page.
public struct SelfContainedPage: Sendable {
  private let tree: HTMLTree
  private let base: WebBase
  private let resourceBase: ResourceBase
  /// Where it came from, as far as is known.
  let address: String?

  /// Reads a page.
  ///
  /// - Parameters:
  ///   - content: its bytes.
  ///   - address: where it came from, where that is known.
  ///   - contentType: what its server said of the bytes.
  public init(_ content: Data, address: String?, contentType: String? = nil) {
    let text = TextDecoding(content).text(contentType: contentType, isHTML: true)
    let tree = HTMLTree(parsing: text, keepingStyles: true)
    let own = address ?? SavedAddress.find(in: text)
    let element = tree.firstElement(named: "base").flatMap { tree.nodes[$0]["href"] }
    self.tree = tree
    self.address = own
    base = WebBase(address: own, element: element)
    // A base alone makes links absolute, too.
    resourceBase = ResourceBase(own == nil && element == nil ? nil : base)
  }

  /// What the page is made of and is not among these, in the order of the page.
  ///
  /// What style sheets refer to shows when they are there: ask again.
  func wanted(beside resources: [String: Resource]) -> [WantedResource] {
    var writer = PageWriter(tree, base, resourceBase, resources, isDry: true)
    writer.write()
    return writer.wanted
  }

  /// The page with what there is of it.
  ///
  /// - Parameter resources: by their addresses.
  /// - Returns: HTML in UTF-8.
  public func html(with resources: [String: Resource]) -> String {
    var writer = PageWriter(tree, base, resourceBase, resources, isDry: false)
    writer.open(savedFrom: address)
    writer.write()
    return writer.output
  }
}

/// A part of a page that is to be had somewhere.
struct WantedResource: Hashable, Sendable {
  let address: String
  let use: Resource.Use
}
