public import Foundation
public import Model

/// Says where passages of a book's Markdown stand in its own files: EPUB Canonical Fragment Identifiers
/// 1.1 (<https://idpf.org/epub/linking/cfi/>).
///
/// The words of a passage are looked for in the book. Where they stand in several places, it is the one
/// with the same words around it, or the one of the same number; where that leaves a doubt there is no
/// answer.
public struct EPUBAnchor: Sendable {
  private let text: EPUBText
  private let folded: FoldedText

  /// Words around a passage by which it is told from others, in scalars without spaces.
  private static let context = 64
  /// As many of them as nothing agrees in by chance.
  private static let sureContext = 16
  /// Scalars of a passage that stands nowhere twice by chance.
  private static let surePassage = 32

  /// Reads a book, in time linear in the size of its text; `nil` for one that is damaged.
  public init?(_ book: Data) {
    guard let archive = try? EPUBArticle.unpack(Input(book)),
      let path = EPUBPackage.path(in: archive), let content = archive.files[path]
    else { return nil }
    let package = EPUBPackage(EPUBArticle.decoded(content), path: path)
    let protected = EPUBArticle.protectedFiles(in: archive)
    var text = EPUBText()
    for item in package.chapters {
      guard !protected.contains(item.path), let content = archive.files[item.path] else { continue }
      text.append(EPUBArticle.decoded(content), steps: item.steps)
    }
    self.text = text
    folded = FoldedText(text.scalars)
  }

  /// The place of a passage in the book's files.
  ///
  /// - Parameters:
  ///   - selector: as `anchor` found it.
  ///   - anchor: of the book's text as Markdown.
  /// - Returns: `nil` for a passage that was not found in the text, that goes over from one file to
  ///   another, or of which it is not certain where it stands.
  public func fragment(of selector: Selector, in anchor: TextAnchor) -> EPUBFragment? {
    guard let position = selector.position, position.end <= anchor.scalars.count else { return nil }
    let range = position.start..<position.end
    let scalars = Array(anchor.scalars[range])
    // What stands for a picture is no word of the book.
    let pictures = MarkdownPictures.places(in: scalars)
    let hidden = zip(anchor.hidden[range], pictures).map { $0 || $1 }
    let pattern = FoldedText(scalars, hidden: hidden)
    let candidates = folded.occurrences(of: pattern.scalars)
    guard let place = place(among: candidates, pattern, at: range, in: anchor.folded) else {
      return nil
    }
    return text.fragment(
      of: Int(folded.starts[place.lowerBound])..<Int(folded.ends[place.upperBound - 1])
    )
  }

  private func place(
    among candidates: [Range<Int>],
    _ pattern: FoldedText,
    at range: Range<Int>,
    in markdown: FoldedText
  ) -> Range<Int>? {
    let own = markdown.occurrences(of: pattern.scalars)
    // White space at its edges is no part of what was looked for.
    guard
      let number = own.firstIndex(where: { occurrence in
        range.contains(Int(markdown.starts[occurrence.lowerBound]))
          && range.contains(Int(markdown.ends[occurrence.upperBound - 1]) - 1)
      })
    else {
      // With a picture in it the Markdown has other words than the book; a long passage is no chance.
      return candidates.count == 1 && pattern.scalars.count >= Self.surePassage
        ? candidates[0] : nil
    }
    let isSameCount = own.count == candidates.count
    if candidates.count == 1, isSameCount { return candidates[0] }
    let agreements = candidates.map { agreement(of: $0, in: folded, own[number], in: markdown) }
    guard let most = agreements.max() else { return nil }
    if isSameCount, agreements[number] == most { return candidates[number] }
    let best = candidates.indices.filter { agreements[$0] == most }
    return best.count == 1 && most >= Self.sureContext ? candidates[best[0]] : nil
  }

  /// How many letters around two passages are the same.
  private func agreement(
    of one: Range<Int>,
    in text: FoldedText,
    _ other: Range<Int>,
    in otherText: FoldedText
  ) -> Int {
    func before(_ range: Range<Int>, _ text: FoldedText) -> some Sequence<UInt32> {
      text.scalars[..<range.lowerBound].reversed().lazy.filter { $0 != FoldedText.space }
        .prefix(Self.context)
    }
    func after(_ range: Range<Int>, _ text: FoldedText) -> some Sequence<UInt32> {
      text.scalars[range.upperBound...].lazy.filter { $0 != FoldedText.space }
        .prefix(Self.context)
    }
    return zip(before(one, text), before(other, otherText)).prefix { $0 == $1 }.count
      + zip(after(one, text), after(other, otherText)).prefix { $0 == $1 }.count
  }
}
