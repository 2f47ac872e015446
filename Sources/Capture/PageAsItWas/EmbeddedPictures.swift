import Foundation

/// The pictures that stand in a page itself, where a program that saved it has put all of them.
///
/// The text names them by addresses, as it does others: their bytes would be most of it.
enum EmbeddedPictures {
  /// Bytes of an address below which it is a sign, or holds the place of a picture that a script of
  /// the page would bring.
  private static let shortest = 400
  private static let programs = Pieces("singlefile monolith")

  /// A saved page with names in place of its pictures' bytes; of any other page those hold places.
  static func named(in tree: HTMLTree, of page: String) -> HTMLTree {
    guard programs.occur(in: String(decoding: page.utf8.prefix(4096), as: UTF8.self)) else {
      return tree
    }
    var tree = tree
    for (number, picture) in pictures(in: tree).enumerated() {
      tree.nodes[picture.node].attributes[picture.attribute].value = address(number)
    }
    return tree
  }

  /// The bytes of those that have these addresses.
  static func content(of addresses: [String], in page: Data) -> [String: Data] {
    let wanted = Set(addresses)
    guard addresses.contains(where: { $0.hasPrefix(prefix) }) else { return [:] }
    let tree = HTMLTree(parsing: TextDecoding(page).text(contentType: nil, isHTML: true))
    var found: [String: Data] = [:]
    for (number, picture) in pictures(in: tree).enumerated() where wanted.contains(address(number))
    {
      found[address(number)] = content(
        of: tree.nodes[picture.node].attributes[picture.attribute].value
      )
    }
    return found
  }

  private static let prefix = "cid:picture-"

  private static func address(_ number: Int) -> String { "\(prefix)\(number + 1)" }

  private static func pictures(in tree: HTMLTree) -> [(node: Int, attribute: Int)] {
    tree.nodes.indices.compactMap { index in
      guard tree.nodes[index].name == "img",
        let attribute = tree.nodes[index].attributes.firstIndex(where: { $0.name == "src" }),
        tree.nodes[index].attributes[attribute].value.prefix(11).lowercased() == "data:image/",
        tree.nodes[index].attributes[attribute].value.utf8.count >= shortest
      else { return nil }
      return (index, attribute)
    }
  }

  /// What a `data:` address holds (RFC 2397).
  private static func content(of address: String) -> Data? {
    guard let comma = address.firstIndex(of: ",") else { return nil }
    let text = address[address.index(after: comma)...]
    guard address[..<comma].lowercased().hasSuffix(";base64") else {
      return text.removingPercentEncoding.map { Data($0.utf8) }
    }
    return Data(
      base64Encoded: text.removingPercentEncoding ?? String(text),
      options: .ignoreUnknownCharacters
    )
  }
}

/// The pictures in a page that was saved as one file.
struct EmbeddedResources: ResourceSource {
  let pictures: [String: Data]

  func content(at address: String, limit: Int) async throws -> Data? {
    pictures[address].flatMap { $0.count <= limit ? $0 : nil }
  }
}
