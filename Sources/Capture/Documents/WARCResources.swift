import Foundation

/// The answers in a web archive, by the addresses that were asked for.
struct WARCResources: ResourceSource {
  private var records: [String: [WARCRecords.Record]] = [:]
  private let time: Date?

  /// - Parameters:
  ///   - records: All of them.
  ///   - page: The place of the page's own record: of several answers for one address the one whose
  ///     time is nearest to the page's is part of it.
  init(_ records: [WARCRecords.Record], near page: Int) {
    time = records[page].date
    // That a page was what it was before, as a revisit says, adds nothing to what was kept then.
    for record in records where record.isResponse || record.isResource {
      guard let address = record.address else { continue }
      self.records[EnclosedAddress.key(address), default: []].append(record)
    }
  }

  func content(at address: String, limit: Int) async throws -> Data? {
    var address = address
    for _ in 0..<Limits.redirects {
      guard let record = record(of: address) else { return nil }
      if record.isResource { return record.bytes.count <= limit ? record.content : nil }
      guard let answer = HTTPAnswer(record.bytes) else { return nil }
      if answer.status == 200 { return answer.body(atMost: limit) }
      guard (300..<400).contains(answer.status), let location = answer.headers["location"],
        let next = WebBase(address: address).resolved(location)
      else { return nil }
      address = next
    }
    return nil
  }

  private func record(of address: String) -> WARCRecords.Record? {
    let records = records[EnclosedAddress.key(address)] ?? []
    guard let time, records.count > 1 else { return records.first }
    func distance(_ record: WARCRecords.Record) -> Double {
      record.date.map { abs($0.timeIntervalSince(time)) } ?? .infinity
    }
    return records.min { distance($0) < distance($1) }
  }
}
