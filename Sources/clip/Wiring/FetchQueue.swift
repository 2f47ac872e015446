import Capture
import Foundation
import Model
import Store

/// Fetches pages that are still to be fetched, or again, and keeps what comes of it.
struct FetchQueue {
  let session: Session
  let resources: PageResourceOption
  var now: @Sendable () -> Date = { Date() }

  /// What became of the pages.
  struct Summary {
    var fetched = 0
    /// Tried in vain.
    var failures: [CaptureError] = []
    /// Left for another time or another machine.
    var left = 0
  }

  /// One page on its way.
  private struct Job {
    let source: SourceID
    let request: FetchRequest
    /// `nil` for a page that is here already.
    let queued: QueuedFetch?
  }

  /// Works the queue off, as far as it is due.
  ///
  /// By hand, what this machine could not reach is tried at once: the network may be back. What servers
  /// asked for is obeyed all the same.
  func run(byHand: Bool, limit: Int = .max) async throws -> Summary {
    let now = now()
    let queue = try session.read { try $0.fetchQueue() }.filter { !$0.fetch.isGivenUp }
    let due = queue.filter { queued in
      let next = byHand && queued.misses > 0 ? queued.allowed : queued.fetch.next
      return next.map { Self.isDue($0, now) } ?? false && Self.isMeantHere(queued)
    }
    let jobs = due.prefix(limit).map {
      Job(source: $0.source, request: FetchRequest($0.fetch.address), queued: $0)
    }
    var summary = try await run(Array(jobs))
    summary.left += queue.count - jobs.count
    return summary
  }

  /// Fetches the pages of some sources, whatever their times: those that are here only if they changed.
  func run(_ sources: [SourceID]) async throws -> Summary {
    let jobs = try session.read { reader in
      let queue = try reader.fetchQueue()
      return try sources.map { source in
        guard let origin = try reader.pageOrigin(of: source) else {
          throw CommandError(
            "badAddress",
            "source \(source.short) has no address to fetch it from",
            hint: "Give it one: clip edit \(source.short) --set url=https://…"
          )
        }
        let known = Validators(entityTag: origin.entityTag, lastModified: origin.lastModified)
        return Job(
          source: source,
          request: FetchRequest(origin.address, known: known),
          queued: queue.first { $0.source == source }
        )
      }
    }
    return try await run(jobs)
  }

  /// A time that lies farther ahead than any can was kept by a wrong clock.
  private static func isDue(_ date: Date, _ now: Date) -> Bool {
    date <= now || date > now + RetrySchedule.horizon
  }

  /// A private address of another machine is another page here, or a way behind this firewall.
  private static func isMeantHere(_ queued: QueuedFetch) -> Bool {
    queued.isOwn || !PrivateHost.contains(WebAddress(queued.fetch.address)?.host ?? "")
  }

  // MARK: Outcomes

  private func run(_ jobs: [Job]) async throws -> Summary {
    var summary = Summary()
    guard !jobs.isEmpty else { return summary }
    var unreached: [(Job, CaptureError)] = []
    var hasNetwork = false
    let polite = PoliteFetching { try await Task.sleep(for: $0) }
    try await polite.fetch(jobs.map(\.request)) { index, outcome in
      let job = jobs[index]
      switch outcome {
      case .answered(let answer):
        hasNetwork = true
        do {
          try await keep(answer, for: job)
          summary.fetched += 1
        } catch let error as CaptureError {
          summary.failures.append(error)
          try fail(job, error)
        }
      case .failed(let error):
        summary.failures.append(error)
        if error.isUnreachable {
          unreached.append((job, error))
        } else {
          hasNetwork = hasNetwork || error.response != nil
          try fail(job, error)
        }
      case .postponed(let error):
        summary.left += 1
        if error.isUnreachable {
          unreached.append((job, error))
        } else {
          try postpone(job, misses: 0, error)
        }
      }
      session.output.flush()
    }
    for (job, error) in unreached {
      // Where others answer, it is not our network that fails.
      if hasNetwork {
        try fail(job, error)
      } else {
        try postpone(job, misses: (job.queued?.misses ?? 0) + 1, error)
      }
    }
    session.output.flush()
    return summary
  }

  private func keep(_ answer: FetchAnswer, for job: Job) async throws {
    guard case .page(let input) = answer else {
      try await keepParts(of: job)
      return try show(job, "Unchanged", "unchanged")
    }
    let article = try Article(reading: input, pdfHelper: .installed())
    let parts = try await resources.parts(fetchedWith: input, article)
    let isNew = try session.write { writer in
      let added = try writer.add(article, fetchedFor: job.source)
      try writer.keep(parts, of: job.source)
      try writer.anchorLooseClippings(of: job.source)
      _ = try writer.clipHighlights(of: article, as: job.source)
      return added.version != nil
    }
    if job.queued != nil {
      try show(job, "Fetched", "fetched")
    } else {
      try show(job, isNew ? "New version of" : "Unchanged", isNew ? "changed" : "unchanged")
    }
  }

  /// Gathers what a page is made of that was kept without it.
  private func keepParts(of job: Job) async throws {
    let page = try session.read { reader in
      try reader.pageParts(of: job.source).isEmpty ? reader.page(of: job.source) : nil
    }
    guard let page else { return }
    let input = Input(Data(page), address: job.request.address)
    guard let article = try? Article(reading: input) else { return }
    let parts = try await resources.parts(fetchedWith: input, article)
    try session.write { try $0.keep(parts, of: job.source) }
  }

  /// Keeps a refusal for all machines; one of a page that is here is only told.
  private func fail(_ job: Job, _ error: CaptureError) throws {
    guard let queued = job.queued else { return try show(job, "Not fetched", "failed", error) }
    var generator = SystemRandomNumberGenerator()
    let attempts = queued.refusals + queued.misses + 1
    let next = RetrySchedule.next(after: attempts, error, now: now(), using: &generator)
    try session.write { writer in
      try writer.record(
        failedFetchOf: job.source,
        attempts: attempts,
        next: next,
        reason: error.message
      )
    }
    try show(job, next == nil ? "Given up" : "Waiting", next == nil ? "givenUp" : "waiting", error)
  }

  /// Keeps for this machine alone when to try again.
  private func postpone(_ job: Job, misses: Int, _ error: CaptureError) throws {
    guard job.queued != nil else { return try show(job, "Not fetched", "failed", error) }
    var generator = SystemRandomNumberGenerator()
    // As often as it takes: a machine may be without a network for a long time.
    let next = (1...max(misses, 1)).reversed().lazy.compactMap {
      RetrySchedule.next(after: $0, error, now: now(), using: &generator)
    }.first
    try session.write { writer in
      try writer.postpone(job.source, attempts: misses, until: next, reason: error.message)
    }
    try show(job, "Waiting", "waiting", error)
  }

  private func show(
    _ job: Job,
    _ words: String,
    _ outcome: String,
    _ error: CaptureError? = nil
  ) throws {
    guard let source = try session.read({ try $0.source(job.source) }) else { return }
    let fields =
      source.fieldsWithFetch + [
        ("outcome", .string(outcome)), ("reason", .optional(error?.message)),
      ]
    session.output.print(.object(fields)) { style in
      let state = source.pendingFetch.map { FetchWords.state(of: $0, now: now()) } ?? error?.message
      return "\(words) \(ItemLine(session.output).text(source))"
        + (state.map { "\n  " + style.dim(Sanitized.line($0)) } ?? "")
    }
  }
}
