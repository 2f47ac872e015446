import Foundation
import Model

/// Items with the fields that a test is about; the rest is empty.
enum Sample {
  static let time = Date(timeIntervalSince1970: 0)

  static func source(_ number: UInt64 = 1, _ change: (inout Source) -> Void = { _ in }) -> Source {
    var source = Source(id: SourceID(high: 0, low: number), added: time, edited: time)
    change(&source)
    return source
  }

  static let tides = source {
    $0.title = "Tides of the inner harbour"
    $0.authors = ["Ada Marlow"]
    $0.site = "The Coast Paper"
    $0.published = "2025-03-04T08:00:00Z"
    $0.url = "https://coast.example/tides"
  }

  static func clipping(
    _ quote: String,
    from source: Source? = tides,
    page: String? = nil,
    note: String? = nil,
    exact: Bool = true
  ) -> Clipping {
    Clipping(
      id: ClippingID(high: 0, low: 1),
      source: source?.id,
      selector: Selector(
        quote: TextQuoteSelector(exact: quote),
        position: exact ? TextPositionSelector(start: 0, end: quote.unicodeScalars.count) : nil,
        page: page
      ),
      note: note,
      added: time,
      edited: time
    )
  }

  static func note(_ text: String, title: String? = nil) -> Note {
    Note(id: NoteID(high: 0, low: 1), title: title, text: text, added: time, edited: time)
  }
}
