import Foundation
import Model
import Store

// The objects of docs/format/json-output.md.

extension Date {
  /// RFC 3339 in UTC, to the millisecond.
  var json: JSON {
    // The style cuts off what follows the millisecond, and the fraction that stands for one may lie a
    // little below it.
    let milliseconds = (timeIntervalSince1970 * 1000).rounded()
    let within = Date(timeIntervalSince1970: (milliseconds + 0.5) / 1000)
    return .string(within.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
  }
}

extension Source {
  var fields: [(String, JSON)] {
    [
      ("kind", .string("source")), ("id", .string("\(id)")), ("title", .optional(title)),
      ("authors", .strings(authors)), ("published", .optional(published)),
      ("modified", .optional(modified)),
      ("site", .optional(site)), ("url", .optional(url)), ("urls", .strings(urls)),
      ("language", .optional(language)), ("excerpt", .optional(excerpt)),
      ("doi", .optional(doi)), ("isbn", .optional(isbn)), ("licence", .optional(licence)),
      ("citationKey", .optional(citationKey)), ("words", .optional(words)),
      ("added", added.json), ("edited", edited.json), ("tags", .strings(tags)),
      ("clippings", .integer(clippings)), ("trashed", trashed ? .bool(true) : .null),
    ]
  }

  /// With what is still to come of its page: that is no part of exports, since it differs from
  /// machine to machine.
  var fieldsWithFetch: [(String, JSON)] {
    guard let pendingFetch else { return fields }
    return fields + [
      ("queued", pendingFetch.isGivenUp ? .null : .bool(true)), ("fetch", pendingFetch.json),
    ]
  }
}

extension PendingFetch {
  var json: JSON {
    .object([
      ("address", .string(address)), ("asked", asked.json), ("attempts", .integer(attempts)),
      ("reason", .optional(reason)), ("next", next?.json ?? .null),
      ("givenUp", isGivenUp ? .bool(true) : .null),
    ])
  }
}

extension Clipping {
  var fields: [(String, JSON)] {
    [
      ("kind", .string("clipping")), ("id", .string("\(id)")),
      ("source", .optional(source.map { "\($0)" })), ("quote", .string(quote)),
      ("prefix", .string(selector.quote.prefix)), ("suffix", .string(selector.quote.suffix)),
      ("start", .optional(selector.position?.start)), ("end", .optional(selector.position?.end)),
      ("page", .optional(selector.page)), ("color", .optional(color)), ("note", .optional(note)),
      ("tags", .strings(tags)), ("added", added.json), ("edited", edited.json),
      ("exact", .bool(exact)), ("trashed", trashed ? .bool(true) : .null),
    ]
  }
}

extension Note {
  var fields: [(String, JSON)] {
    [
      ("kind", .string("note")), ("id", .string("\(id)")), ("title", .optional(title)),
      ("text", .string(text)), ("about", .optional(about.map { "\($0)" })),
      ("tags", .strings(tags)), ("added", added.json), ("edited", edited.json),
      ("trashed", trashed ? .bool(true) : .null),
    ]
  }
}

extension Notebook {
  var fields: [(String, JSON)] {
    [
      ("kind", .string("notebook")), ("id", .string("\(id)")), ("title", .string(title)),
      ("tags", .strings(tags)), ("added", added.json), ("edited", edited.json),
      ("trashed", trashed ? .bool(true) : .null),
    ]
  }
}

extension LibraryItem {
  /// With what a list or a page about it says beside.
  var shownFields: [(String, JSON)] {
    if case .source(let source) = self { source.fieldsWithFetch } else { fields }
  }

  var fields: [(String, JSON)] {
    switch self {
    case .source(let source): source.fields
    case .clipping(let clipping): clipping.fields
    case .note(let note): note.fields
    case .notebook(let notebook): notebook.fields
    }
  }
}

extension Tag {
  var json: JSON {
    .object([("kind", .string("tag")), ("name", .string(name)), ("count", .integer(count))])
  }
}

extension Entry {
  /// `kind` is that of the item that stands there.
  fileprivate func json(kind: ItemReference.Kind?, isPurged: Bool) -> JSON {
    switch content {
    case .heading(let text):
      .object([
        ("entry", .string("\(id)")), ("depth", .integer(depth)), ("heading", .string(text)),
        ("kind", .string("heading")),
      ])
    case .item(let item):
      .object([
        ("entry", .string("\(id)")), ("depth", .integer(depth)), ("item", .string("\(item)")),
        ("kind", .optional(kind?.rawValue)), ("purged", isPurged ? .bool(true) : .null),
      ])
    }
  }
}

extension LibraryReader {
  /// An entry with what is known of the item that stands there.
  func json(of entry: Entry) throws -> JSON {
    guard case .item(let id) = entry.content, let item = try reference(to: id) else {
      return entry.json(kind: nil, isPurged: false)
    }
    return entry.json(kind: item.kind, isPurged: try isPurged(item))
  }
}

extension Conflict {
  var json: JSON {
    .object([
      ("kind", .string("conflict")), ("item", .string("\(item.id)")), ("field", .string(field)),
      ("shown", .string(values.first?.value ?? "")),
      (
        "values",
        .array(
          values.map { value in
            .object([
              ("value", .string(value.value)), ("replica", .string("\(value.replica)")),
              ("replicaName", .optional(value.replicaName)), ("time", value.time.json),
            ])
          }
        )
      ),
    ])
  }
}
