import Foundation

/// The one spelling of a tag.
enum TagName {
  /// Composed, without space around its parts: ` harbour / gauge ` is `harbour/gauge`.
  ///
  /// - Throws: ``StoreError`` for a tag without content.
  static func normalized(_ name: String) throws -> String {
    let parts = name.precomposedStringWithCanonicalMapping.withoutNulls
      .split(separator: "/")
      .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
      .filter { !$0.isEmpty }
    guard !parts.isEmpty else {
      throw StoreError(
        .badValue,
        "\"\(name)\" is no tag",
        hint: "A tag is a word or words, nested with a slash."
      )
    }
    return parts.joined(separator: "/")
  }
}
