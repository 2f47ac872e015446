import Foundation
import Testing

@testable import Sync

/// In which order a local folder writes and flushes: what a power failure leaves is decided by it.
@Suite struct TheDisk {
  /// The calls of a step, in order.
  private func calls(of step: () throws -> Void) rethrows -> [DiskCall] {
    let calls = Calls()
    try DiskCall.$observer.withValue({ calls.append($0) }, operation: step)
    return calls.all
  }

  /// A class so that the observer can add to it; one thread does.
  private final class Calls: @unchecked Sendable {
    private(set) var all: [DiskCall] = []
    func append(_ call: DiskCall) { all.append(call) }
  }

  @Test func `holds a file's content before its name, and the name before a write returns`() throws
  {
    try withTemporaryDirectory { path in
      let folder = LocalSyncFolder(path: path, writer: "test")
      for name in ["clip-library", "replicas/aa/1.head", "replicas/aa/2.head"] {
        let calls = try calls { _ = try folder.write([1, 2, 3], to: name) }
        // Then every step is flushed before the next
        for (index, call) in calls.enumerated() {
          let next = index + 1 < calls.count ? calls[index + 1] : nil
          switch call {
          case .write(let number), .rename(let number), .makeDirectory(let number):
            #expect(next == .flush(number), "\(name): \(calls)")
          case .flush, .remove: break
          }
        }
        // And the name comes after the content
        let write = calls.firstIndex { if case .write = $0 { true } else { false } }
        let rename = calls.firstIndex { if case .rename = $0 { true } else { false } }
        #expect(try #require(write) < (try #require(rename)), "\(name): \(calls)")
      }
    }
  }

  @Test func `forgets a removed file before the removal returns`() throws {
    try withTemporaryDirectory { path in
      let folder = LocalSyncFolder(path: path, writer: "test")
      _ = try folder.write([1], to: "replicas/aa/1.head")
      let calls = try calls { try folder.remove("replicas/aa/1.head") }
      guard case .remove(let number) = try #require(calls.first) else {
        Issue.record("\(calls)")
        return
      }
      #expect(calls == [.remove(number), .flush(number)])
    }
  }
}
