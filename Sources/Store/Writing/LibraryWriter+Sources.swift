import Foundation
public import Model
import Replication

extension LibraryWriter {
  /// Saves an article as a source.
  ///
  /// The same page is the same source, on this replica and on those that never met it: its id is
  /// derived from its address. For a source that is here already, missing fields are filled and
  /// nothing is overwritten; a page that changed is a new version beside those that are here.
  public func add(_ article: Article) throws -> AddedSource {
    try add(article, article.page.map { (.bytes(Array($0.content)), $0.mediaType) })
  }

  /// Saves an article as a source, with a page that may be larger than memory.
  ///
  /// - Parameters:
  ///   - article: as in ``add(_:)``; a page of its own is passed over.
  ///   - page: what ``Library/stage(_:)`` took in.
  ///   - mediaType: what it is: `application/pdf`.
  /// - Returns: what became of it.
  /// - Throws: ``StoreError`` when it cannot be written.
  public func add(
    _ article: Article,
    page: StagedAttachment,
    mediaType: String
  ) throws -> AddedSource {
    try add(article, (.staged(page), mediaType))
  }

  /// A page on its way in.
  private enum PageContent {
    case bytes([UInt8])
    case staged(StagedAttachment)
  }

  /// Saves the address, title and what else is known of an article whose page is not here, and that
  /// it is to be fetched: by this or any other replica, whichever comes first.
  ///
  /// A page that is here already is not wanted again; one that was given up is.
  public func queue(_ article: Article) throws -> AddedSource {
    let added = try add(article, nil, isFetched: false)
    let id = ItemID(added.id)
    guard let state = try ItemStateTable(db: db).load(id, .source)?.state, state.captures.isEmpty,
      let address = article.url ?? article.urls.first
    else { return added }
    if state.fetchWish == nil {
      let wish = FetchWish(asked: now, replica: replicaID, address: address.withoutNulls)
      try record(id, .source, [.keep(.fetchWish, .earliest, wish.value)])
    }
    if state.fetching == .givenUp {
      let fresh = FailedFetch(time: now, attempts: 0, next: now, reason: "")
      try record(id, .source, [.keep(.failedFetch, .latest, fresh.value)])
    }
    try FetchDelayTable(db: db).remove(id)
    return added
  }

  /// Adds what was fetched for a source, whatever its address led to; otherwise as ``add(_:)``.
  ///
  /// - Throws: ``StoreError`` when there is no such source.
  public func add(_ article: Article, fetchedFor source: SourceID) throws -> AddedSource {
    let id = ItemID(source)
    try expect(id, .source)
    try FetchDelayTable(db: db).remove(id)
    return try add(
      article,
      article.page.map { (.bytes(Array($0.content)), $0.mediaType) },
      as: id
    )
  }

  private func add(
    _ article: Article,
    _ page: (content: PageContent, mediaType: String)?,
    as known: ItemID? = nil,
    isFetched: Bool = true
  ) throws -> AddedSource {
    let id = try known ?? identify(article, page)
    let stored = try ItemStateTable(db: db).load(id, .source)
    let state = stored?.state
    var actions: [Operation.Action] = [.keep(.added, .earliest, .integer(now))]
    if known == nil, state?.trash.isTrashed ?? false { actions.append(.restore) }
    for (field, value) in fields(of: article) where state?[field] ?? .none == .none {
      actions.append(.set(field, value))
    }
    if let metadata = article.pageMetadata, state?.pageMetadata == nil {
      actions.append(.keep(.pageMetadata, .union, .text(metadata.withoutNulls)))
    }
    let seen = Set(state?.urls ?? [])
    for url in article.urls where !seen.contains(url) {
      actions.append(.keep(.urls, .union, .text(url.withoutNulls)))
    }
    let capture =
      try isFetched ? self.capture(of: article, page, known: state?.captures ?? []) : nil
    if let capture { actions.append(.keep(.captures, .union, capture.value)) }
    if isFetched, let version = PageVersion(of: article, at: now),
      !version.names(theSameAs: state?.pageVersion)
    {
      actions.append(.keep(.pageVersion, .latest, version.value))
    }
    // Adding again what is all there changes nothing.
    if state == nil || actions.count > 1 { try record(id, .source, actions) }
    let source = SourceID(id)
    return AddedSource(
      id: source,
      isNew: state == nil,
      version: capture == nil ? nil : try reader.versions(of: source).count
    )
  }

  /// The source that an article is: one seen under one of its addresses, else the derived one.
  ///
  /// A DOI or ISBN that contradicts vetoes: one address may show another work.
  private func identify(
    _ article: Article,
    _ page: (content: PageContent, mediaType: String)?
  ) throws -> ItemID {
    var identity = article.identity
    // All documents without text would be one.
    if case .content("") = identity, let page { identity = .file("\(hash(of: page.content))") }
    let id = try existingSource(of: article) ?? derivedID(identity)
    let known = try ItemStateTable(db: db).load(id, .source)?.state
    let isAnother =
      contradicts(article.doi, known?[.doi]) || contradicts(article.isbn, known?[.isbn])
    return try isAnother ? derivedID(article.identityOfWork) : id
  }

  private func hash(of page: PageContent) -> Digest {
    switch page {
    case .bytes(let bytes): environment.hash(bytes)
    case .staged(let staged): staged.hash
    }
  }

  private func contradicts(_ found: String?, _ known: Value?) -> Bool {
    guard let found, case .text(let known) = known else { return false }
    return found.lowercased() != known.lowercased()
  }

  private func derivedID(_ identity: SourceIdentity) throws -> ItemID {
    var key = identity.key
    while true {
      let id = ItemID(environment.hash(Array(key.utf8)).bytes)
      guard try PurgeTable(db: db).contains(ItemKey(item: id, kind: .source)) else { return id }
      // What was purged stays so; the page can be saved again, and is one source on all machines.
      key = "again:" + key
    }
  }

  /// A source that was seen under one of the article's addresses.
  private func existingSource(of article: Article) throws -> ItemID? {
    let addresses = ([article.url].compactMap { $0 } + article.urls).compactMap(WebAddress.init)
    for address in addresses {
      if let source = try reader.source(at: address) { return ItemID(source) }
    }
    return nil
  }

  private func fields(of article: Article) -> [(FieldID, Value)] {
    let authors = article.authors.map(\.withoutNulls).filter { !$0.isEmpty }
    let texts: [(FieldID, String?)] = [
      (.title, article.title), (.published, article.published), (.site, article.site),
      (.url, article.url), (.language, article.language), (.excerpt, article.excerpt),
      (.doi, article.doi), (.isbn, article.isbn), (.modified, article.modified),
      (.licence, article.licence),
    ]
    return texts.compactMap { field, text in
      text.flatMap { $0.isEmpty ? nil : (field, .text($0.withoutNulls)) }
    } + (authors.isEmpty ? [] : [(.authors, .list(authors))])
  }

  /// Keeps the text and the page; `nil` when the page has not changed since it was last read here.
  ///
  /// A reading without words makes no version of a page that had some: the page is not that, but
  /// something that stands in its way.
  private func capture(
    of article: Article,
    _ page: (content: PageContent, mediaType: String)?,
    known: [SourceCapture]
  ) throws -> SourceCapture? {
    let text = Array(article.text.withoutNulls.utf8)
    let textHash = environment.hash(text)
    let words = wordCount(article.text)
    if let last = known.last, last.text == textHash || words == 0 && last.words > 0 { return nil }
    try keep(text, as: textHash, isText: true)
    return SourceCapture(
      // After what is known, however the clocks are set: it is the newer one.
      fetched: known.map(\.fetched).max().map { max(now, $0 < .max ? $0 + 1 : .max) } ?? now,
      text: textHash,
      words: words,
      page: try page.map { try keep($0.content) },
      mediaType: page?.mediaType.withoutNulls ?? "",
      pages: article.pages
    )
  }

  private func keep(_ page: PageContent) throws -> Digest {
    switch page {
    case .bytes(let bytes):
      let hash = environment.hash(bytes)
      try keep(bytes, as: hash, isText: false)
      return hash
    case .staged(let staged):
      try keep(staged)
      return staged.hash
    }
  }
}

/// Words as the language separates them; a script that does not separate them counts characters.
private func wordCount(_ text: String) -> Int {
  var count = 0
  var isInWord = false
  for scalar in text.unicodeScalars {
    let properties = scalar.properties
    if properties.isIdeographic || (0x3040...0x30ff).contains(scalar.value) {
      count += 1
      isInWord = false
    } else if properties.isAlphabetic || properties.numericType != nil || scalar == "\u{2019}"
      || scalar == "'"
    {
      if !isInWord { count += 1 }
      isInWord = true
    } else {
      isInWord = false
    }
  }
  return count
}
