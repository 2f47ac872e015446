import Foundation
import FoundationXML
import Model
import Testing

@testable import Capture

/// Follows fragment identifiers through a book with another reader of XML than ours.
private struct Resolver {
  let archive: Archive

  init(_ book: Data) throws {
    archive = try Archive(zip: book) { !$0.hasSuffix(".png") }
  }

  /// The text that a range identifies.
  func text(of fragment: EPUBFragment) throws -> String {
    let range = try #require(fragment.range)
    let base = "OEBPS/"
    var document = try xml(base + "package.opf")
    var element = try #require(document.rootElement())
    for step in fragment.path.steps {
      if step.isIndirect { (document, element) = try entered(element, base) }
      element = try child(step, of: element)
    }
    let ends = try [range.start, range.end].map { path in
      var element = element
      for step in path.steps.dropLast() {
        if step.isIndirect { (document, element) = try entered(element, base) }
        element = try child(step, of: element)
      }
      let last = try #require(path.steps.last)
      if last.isIndirect { (document, element) = try entered(element, base) }
      return (element, last.index, try #require(path.offset))
    }
    return try text(from: ends[0], to: ends[1], in: try #require(document.rootElement()))
  }

  private func xml(_ name: String) throws -> XMLDocument {
    try XMLDocument(data: try #require(archive.files[name]), options: [.nodePreserveCDATA])
  }

  /// The file that an `itemref` names.
  private func entered(
    _ reference: XMLElement,
    _ base: String
  ) throws -> (XMLDocument, XMLElement) {
    let name = try #require(attribute("idref", of: reference))
    let package = try #require(reference.rootDocument?.rootElement())
    let items = elements(of: try #require(elements(of: package).first { $0.name == "manifest" }))
    let item = try #require(items.first { attribute("id", of: $0) == name })
    let path = try #require(attribute("href", of: item)?.removingPercentEncoding)
    let document = try xml(base + path)
    return (document, try #require(document.rootElement()))
  }

  private func attribute(_ name: String, of element: XMLElement) -> String? {
    (element.attributes ?? []).first { $0.name == name }?.stringValue
  }

  private func elements(of parent: XMLElement) -> [XMLElement] {
    (parent.children ?? []).compactMap { $0 as? XMLElement }
  }

  private func child(_ step: EPUBFragment.Step, of parent: XMLElement) throws -> XMLElement {
    #expect(step.index.isMultiple(of: 2))
    let children = elements(of: parent)
    let element = try #require(
      children.indices.contains(step.index / 2 - 1) ? children[step.index / 2 - 1] : nil
    )
    #expect(attribute("id", of: element) == step.id)
    return element
  }

  /// All text between two places, in the order of the document.
  private func text(
    from start: (element: XMLElement, step: Int, offset: Int),
    to end: (element: XMLElement, step: Int, offset: Int),
    in root: XMLElement
  ) throws -> String {
    var text = ""
    var isOpen = false
    var isDone = false
    func walk(_ element: XMLElement) {
      var step = 1
      var chunk = ""
      func finish() {
        let units = Array(chunk.utf16)
        var first = 0
        var last = units.count
        if element === start.element, step == start.step { (isOpen, first) = (true, start.offset) }
        let isEnd = element === end.element && step == end.step
        if isEnd { last = end.offset }
        if isOpen, !isDone, first <= last, last <= units.count {
          text += String(decoding: units[first..<last], as: UTF16.self)
        }
        if isEnd { isDone = true }
        (chunk, step) = ("", step + 2)
      }
      for child in element.children ?? [] {
        if let inner = child as? XMLElement {
          finish()
          text += isOpen && !isDone ? " " : ""
          walk(inner)
        } else if child.kind == .text {
          chunk += child.stringValue ?? ""
        }
      }
      finish()
    }
    walk(root)
    #expect(isOpen && isDone)
    return text
  }
}

private func joined(_ text: some StringProtocol, isMarkdown: Bool = false) -> [UInt32] {
  let scalars = Array(text.unicodeScalars)
  let hidden = isMarkdown ? MarkdownText.markup(in: scalars) : nil
  return FoldedText(scalars, hidden: hidden).joined().scalars
}

@Suite struct LocatingPassagesInBooks {
  private struct Book {
    let content: Data
    let text: String
    let anchor: TextAnchor
    let places: EPUBAnchor

    init(_ name: String) throws {
      content = try fixture("Documents/\(name)")
      text = try document(name).text
      anchor = TextAnchor(text)
      places = try #require(EPUBAnchor(content))
    }

    func fragment(_ passage: String, near place: Int? = nil) -> EPUBFragment? {
      places.fragment(of: anchor.selector(for: passage, near: place), in: anchor)
    }
  }

  @Test(
    arguments: [
      (
        "the outer pier",
        "epubcfi(/6[order]/4[first]!/4[all]/2[c.1]/4,/1:26,/3:5)"
      ),
      ("< 1911 & later", "epubcfi(/6[order]/4[first]!/4[all]/2[c.1]/4,/3:34,/3:48)"),
      ("Nobody asked what the numbers were", nil),
      ("Soundings", "epubcfi(/6[order]/4[first]!/4[all]/2[c.1]/2[head^[1^]^,a^^b],/1:0,/1:9)"),
      ("two waves", "epubcfi(/6[order]/4[first]!/4[all]/2[c.1]/6[second],/1:28,/1:37)"),
      ("eleven books", "epubcfi(/6[order]/4[first]!/4[all]/2[c.1]/6[second]/2/2,/1:0,/2/1:5)"),
      ("Neap tides follow.", "epubcfi(/6[order]/4[first]!/4[all]/2[c.1]/14/4/2,/1:0,/1:18)"),
      ("a word of the first", "epubcfi(/6[order]/6!/4/2,/1:27,/1:46)"),
      ("tides that nobody wrote of", nil),
    ] as [(String, String?)]
  )
  func `a passage is found in the files of a book`(passage: String, expected: String?) throws {
    let book = try Book("places.epub")
    let found = book.fragment(passage)
    if expected != nil || !book.text.contains(passage) { #expect(found?.description == expected) }
    guard let found else { return }
    let text = try Resolver(book.content).text(of: found)
    #expect(joined(text) == joined(passage), "\(found): \(text)")
  }

  @Test func `of the same words each is found in its own place`() throws {
    let book = try Book("places.epub")
    let resolver = try Resolver(book.content)
    for passage in ["compares two harbours", "gauge", "Nobody asked", "stood at the outer pier"] {
      let all = book.anchor.folded.occurrences(
        of: FoldedText(Array(passage.unicodeScalars)).scalars
      )
      let fragments = try all.map { range in
        let start = Int(book.anchor.folded.starts[range.lowerBound])
        return try #require(book.fragment(passage, near: start), "\(passage) at \(start)")
      }
      #expect(all.count > 1 && Set(fragments).count == all.count, "\(passage)")
      for (one, next) in zip(fragments, fragments.dropFirst()) { #expect(one.precedes(next)) }
      for fragment in fragments {
        #expect(joined(try resolver.text(of: fragment)) == joined(passage), "\(fragment)")
      }
    }
  }

  @Test(arguments: ["places.epub", "harbour.epub"], UInt64(1)...4)
  func `whatever is taken from a book, its identifier leads to the same words`(
    name: String,
    seed: UInt64
  ) throws {
    let book = try Book(name)
    let resolver = try Resolver(book.content)
    var generator = SeededGenerator(seed: seed)
    let scalars = Array(book.text.unicodeScalars)
    var found = 0
    let count = 200
    for _ in 0..<count {
      let start = Int.random(in: 0..<scalars.count, using: &generator)
      let end = min(scalars.count, start + Int.random(in: 1...120, using: &generator))
      let passage = String(String.UnicodeScalarView(scalars[start..<end]))
      let selector = book.anchor.selector(for: passage, near: start)
      guard let fragment = book.places.fragment(of: selector, in: book.anchor) else { continue }
      let text = try resolver.text(of: fragment)
      let position = try #require(selector.position)
      let hidden = book.anchor.hidden[position.start..<position.end]
      let words = FoldedText(Array(scalars[position.start..<position.end]), hidden: Array(hidden))
      #expect(joined(text) == words.joined().scalars, "seed \(seed), \(fragment): \(passage)")
      #expect(EPUBFragment(fragment.description) == fragment)
      found += 1
    }
    // The short one is all edges: of its chapters, and of a picture.
    #expect(
      found > count * (name == "harbour.epub" ? 2 : 7) / 10,
      "seed \(seed): \(found) of \(count)"
    )
  }

  @Test func `a picture within a passage is no word of it`() throws {
    let book = try Book("pictures.epub")
    let passage = "was built in 1911. ![A gauge](OEBPS/images/gauge.gif) And it stands."
    let found = try #require(book.fragment(passage))
    #expect(found.description == "epubcfi(/6/4!/4/4,/1:3,/3:15)")
    let text = try Resolver(book.content).text(of: found)
    #expect(joined(text) == joined("was built in 1911. And it stands."))
    // The words for it alone stand nowhere in the book.
    #expect(book.fragment("A gauge") == nil)
  }

  @Test func `a chapter that is no proper XML has no places`() throws {
    let book = try Book("unclosed.epub")
    #expect(book.fragment("two waves") == nil)
    #expect(book.fragment("a word of the first") != nil)
  }

  @Test func `a passage that goes over two files has no place`() throws {
    let book = try Book("harbour.epub")
    let start = try #require(book.text.range(of: "Neap tides"))
    let end = try #require(book.text.range(of: "A harbour that is"))
    let passage = String(book.text[start.lowerBound..<end.upperBound])
    #expect(book.anchor.selector(for: passage).position != nil)
    #expect(book.fragment(passage) == nil)
  }

  @Test func `what is no book, or is protected, has no places`() throws {
    #expect(EPUBAnchor(Data("PK".utf8)) == nil)
    let book = try Book("protected.epub")
    #expect(book.fragment("He wrote down") == nil)
    #expect(book.fragment("A harbour that is dredged") != nil)
  }
}
