import Foundation

/// What the program for PDFs told of a document.
struct PDFAnswer {
  struct Head: Decodable {
    var version: Int
    var pages: Int
    var title: String?
    var author: String?
    var subject: String?
    var keywords: String?
    var creator: String?
    var producer: String?
    var created: Int?
    /// XMP, as it stands in the file.
    var metadata: String?
  }

  struct OutlineEntry: Decodable {
    var title: String
    var depth: Int
    /// From 1.
    var page: Int?
  }

  struct Page: Decodable {
    /// From 1.
    var page: Int
    var label: String?
    /// Width and height in points.
    var size: [Double]
    var lines: [Line]
  }

  struct Line: Decodable {
    var text: String
    var box: Box
    var size: [Double]
    var bold: Int

    /// Of most of its letters, in points.
    var fontSize: Double { size.first ?? 0 }
    var isBold: Bool { bold != 0 }
  }

  /// Left, top, right and bottom, in points from the top left of the page.
  struct Box: Decodable {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    init(left: Double, top: Double, right: Double, bottom: Double) {
      self.left = left
      self.top = top
      self.right = right
      self.bottom = bottom
    }

    init(from decoder: any Decoder) throws {
      let numbers = try decoder.singleValueContainer().decode([Double].self)
      guard numbers.count == 4 else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "a box has four numbers")
        )
      }
      self.init(left: numbers[0], top: numbers[1], right: numbers[2], bottom: numbers[3])
    }
  }

  struct Annotation: Decodable {
    /// From 1.
    var page: Int
    var type: String
    var contents: String?
    var color: String?
    var area: Box
    var quads: [[Double]]
    var text: String
    var before: String?
    var after: String?
  }

  /// One line of the answer.
  private enum Part: Decodable {
    case head(Head)
    case outline(OutlineEntry)
    case page(Page)
    case annotation(Annotation)
    case failure(String)
    case end
    case unknown

    private enum Keys: CodingKey {
      case kind
      case reason
    }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: Keys.self)
      switch try fields.decode(String.self, forKey: .kind) {
      case "document": self = .head(try Head(from: decoder))
      case "outline": self = .outline(try OutlineEntry(from: decoder))
      case "page": self = .page(try Page(from: decoder))
      case "annotation": self = .annotation(try Annotation(from: decoder))
      case "failure": self = .failure(try fields.decode(String.self, forKey: .reason))
      case "end": self = .end
      default: self = .unknown
      }
    }
  }

  var head: Head?
  var outline: [OutlineEntry] = []
  var pages: [Page] = []
  var annotations: [Annotation] = []
  /// `encrypted`, `damaged` or `unreadable`.
  var failure: String?
  /// Whether all of it came.
  var isWhole = false

  /// Takes a line of the answer; one that is no line of it is passed over.
  mutating func take(line: Data) {
    switch try? JSONDecoder().decode(Part.self, from: line) {
    case .head(let head): self.head = head
    case .outline(let entry): outline.append(entry)
    case .page(let page): pages.append(page)
    case .annotation(let annotation): annotations.append(annotation)
    case .failure(let reason): failure = reason
    case .end: isWhole = true
    case .unknown, nil: break
    }
  }
}
