import Foundation
import Testing

/// A value of JSON as it was printed.
enum JSONValue: Decodable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  case fraction(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .fraction(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// What kind of value it is, in the words of docs/format/json-output.md.
  var type: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .integer, .fraction: "number"
    case .string(let text): Self.isTime(text) ? "time" : "text"
    case .array: "list"
    case .object: "object"
    }
  }

  /// RFC 3339 in UTC.
  private static func isTime(_ text: String) -> Bool {
    text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/) != nil
  }
}

/// An object that clip printed.
struct JSONObject {
  let fields: [String: JSONValue]

  init(_ fields: [String: JSONValue]) { self.fields = fields }

  /// One object a line, and nothing else.
  static func lines(_ text: String) throws -> [JSONObject] {
    try text.split(separator: "\n").map { line in
      JSONObject(try JSONDecoder().decode([String: JSONValue].self, from: Data(line.utf8)))
    }
  }

  subscript(name: String) -> JSONValue? { fields[name] }

  func text(_ name: String) throws -> String {
    guard case .string(let text) = try #require(fields[name]) else {
      throw Unexpected(description: "\(name) is no text")
    }
    return text
  }

  var id: String { get throws { try text("id") } }

  func object(_ name: String) throws -> JSONObject {
    guard case .object(let fields) = try #require(fields[name]) else {
      throw Unexpected(description: "\(name) is no object")
    }
    return JSONObject(fields)
  }

  func list(_ name: String) throws -> [JSONValue] {
    guard case .array(let values) = try #require(fields[name]) else {
      throw Unexpected(description: "\(name) is no list")
    }
    return values
  }

  struct Unexpected: Error, CustomStringConvertible {
    let description: String
  }
}
