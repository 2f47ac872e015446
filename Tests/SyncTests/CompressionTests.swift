import Sync
import Testing

@Suite struct Compression {
  @Test(arguments: [0, 1, 70_000])
  func `gives back what was compressed`(size: Int) throws {
    let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 / 7) }
    let compressed = Zstandard.compress(content, level: 3)
    #expect(try Zstandard.decompress(compressed, limit: size) == content)
  }

  @Test func `never gives more than the limit`() throws {
    let compressed = Zstandard.compress([UInt8](repeating: 0, count: 1 << 20), level: 3)
    #expect(throws: Zstandard.Failure.self) {
      try Zstandard.decompress(compressed, limit: 1 << 20 - 1)
    }
  }

  @Test func `refuses what is cut or no frame`() throws {
    let compressed = Zstandard.compress(Array("some text, some text".utf8), level: 3)
    for length in 0..<compressed.count {
      #expect(throws: Zstandard.Failure.self) {
        try Zstandard.decompress(Array(compressed[..<length]), limit: 100)
      }
    }
  }
}
