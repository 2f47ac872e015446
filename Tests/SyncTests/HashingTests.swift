import Replication
import Sync
import Testing

@Suite struct Hashing {
  @Test func `is BLAKE2b with 256 bits`() {
    // RFC 7693 gives no vector of this length; this one is of the reference implementation.
    #expect(
      Blake2b.hash(Array("abc".utf8)).description
        == "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"
    )
  }
}
