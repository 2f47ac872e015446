import Foundation

/// Gathers what a page is made of, within bounds: so many parts, so many bytes each and together, so
/// much time.
public struct ResourceCollecting: Sendable {
  var countLimit = Limits.resources
  var byteLimit = Limits.resourceBytes
  var totalLimit = Limits.allResourceBytes
  var timeLimit = Limits.resourceTime
  var hostsAtOnce = Limits.hostsAtOnce

  public init() {}

  /// Gathers them.
  ///
  /// What cannot be had is left out; what came before the time is over stays.
  ///
  /// - Parameters:
  ///   - page: the page that is made of them.
  ///   - pictures: addresses of further pictures that are wanted, such as those of the article's text.
  ///   - source: where they can be had. One host is asked for one at a time.
  /// - Returns: them by their addresses, without those that only count visitors.
  /// - Throws: `CancellationError` only.
  public func resources(
    of page: SelfContainedPage,
    and pictures: [String],
    from source: some ResourceSource
  ) async throws -> [String: Resource] {
    try await gather { try await fill($0, page, pictures, source) }
  }

  /// Gathers pictures alone, such as those of an article's text; otherwise as
  /// ``resources(of:and:from:)``.
  public func pictures(
    _ addresses: [String],
    from source: some ResourceSource
  ) async throws -> [String: Resource] {
    try await gather { basket in
      try await fetch(addresses.map { WantedResource(address: $0, use: .display) }, basket, source)
    }
  }

  private func gather(
    _ fill: @escaping @Sendable (Basket) async throws -> Void
  ) async throws -> [String: Resource] {
    let basket = Basket(count: countLimit, bytes: totalLimit)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await fill(basket) }
      group.addTask { try await Task.sleep(for: timeLimit) }
      try await group.next()
      group.cancelAll()
    }
    try Task.checkCancellation()
    return basket.resources.filter { !$0.value.isTrackingPixel }
  }

  private func fill(
    _ basket: Basket,
    _ page: SelfContainedPage,
    _ pictures: [String],
    _ source: some ResourceSource
  ) async throws {
    // Pictures of the article first: where there is too much, they matter most.
    try await fetch(pictures.map { WantedResource(address: $0, use: .display) }, basket, source)
    // Each round shows what the style sheets of the one before refer to.
    for _ in 0..<Limits.styleDepth {
      let wanted = page.wanted(beside: basket.resources)
      guard try await fetch(wanted, basket, source) else { return }
    }
  }

  /// - Returns: whether there was anything that was not asked for before.
  @discardableResult
  private func fetch(
    _ wanted: [WantedResource],
    _ basket: Basket,
    _ source: some ResourceSource
  ) async throws -> Bool {
    let new = wanted.filter(basket.reserve)
    var hosts = Dictionary(grouping: new) { URL(string: $0.address)?.host ?? "" }
      .sorted { $0.key < $1.key }.map(\.value)[...]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<hostsAtOnce {
        guard let host = hosts.popFirst() else { break }
        group.addTask { try await fetch(oneByOne: host, basket, source) }
      }
      while try await group.next() != nil {
        if let host = hosts.popFirst() {
          group.addTask { try await fetch(oneByOne: host, basket, source) }
        }
      }
    }
    return !new.isEmpty
  }

  private func fetch(
    oneByOne wanted: [WantedResource],
    _ basket: Basket,
    _ source: some ResourceSource
  ) async throws {
    for wanted in wanted {
      try Task.checkCancellation()
      let limit = min(byteLimit, basket.room)
      guard limit > 0, let content = try await source.content(at: wanted.address, limit: limit),
        let resource = Resource(content, for: wanted.use)
      else { continue }
      basket.add(resource, at: wanted.address)
    }
  }
}

/// What was gathered so far.
///
/// A class because several hosts fill it.
private final class Basket: @unchecked Sendable {
  private let lock = NSLock()
  private var found: [String: Resource] = [:]
  private var asked: Set<String> = []
  private var places: Int
  private var bytes: Int

  init(count: Int, bytes: Int) {
    places = count
    self.bytes = bytes
  }

  var resources: [String: Resource] { lock.withLock { found } }
  var room: Int { lock.withLock { bytes } }

  /// Whether to ask for it: not twice, and not for more than may be.
  func reserve(_ wanted: WantedResource) -> Bool {
    lock.withLock {
      guard places > 0, asked.insert(wanted.address).inserted else { return false }
      places -= 1
      return true
    }
  }

  func add(_ resource: Resource, at address: String) {
    lock.withLock {
      guard resource.content.count <= bytes else { return }
      bytes -= resource.content.count
      found[address] = resource
    }
  }
}
