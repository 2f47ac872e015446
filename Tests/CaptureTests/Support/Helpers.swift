import Capture
import Foundation
import Model
import Testing

/// Expects a capture error of one kind.
func expect(
  code: CaptureError.Code,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () async throws -> Void
) async {
  do {
    try await body()
    Issue.record("no error", sourceLocation: sourceLocation)
  } catch let error as CaptureError {
    #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
  } catch {
    Issue.record(error, sourceLocation: sourceLocation)
  }
}

/// An article out of a page.
func page(_ html: String, address: String? = nil) throws -> Article {
  try Article(reading: Input(Data(html.utf8), address: address, format: .html))
}

/// An article out of a page with this in its body.
func body(_ html: String, address: String? = nil) throws -> Article {
  try page("<!doctype html><html><body>\(html)</body></html>", address: address)
}

/// An article out of a page with these tags in its head.
func head(_ tags: String, body: String = "<p>Tide.</p>", address: String? = nil) throws -> Article {
  try page(
    "<!doctype html><html><head>\(tags)</head><body>\(body)</body></html>",
    address: address
  )
}

/// A page of our own, by its name.
func fixture(_ name: String) throws -> Data {
  let url = try #require(
    Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil),
    "no fixture \(name)"
  )
  return try Data(contentsOf: url)
}

/// Random numbers that are the same in every run: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
