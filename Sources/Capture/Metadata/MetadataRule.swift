import Model

/// One place in which a page may say what a field holds.
///
/// A field has a list of such rules. Each can be switched off by its name, which is how what it is
/// worth is measured.
struct MetadataRule<Value: Sendable>: Sendable {
  /// Names the field and the place: `published: JSON-LD`.
  let name: String
  /// The share of pages on which what stands there is right.
  let confidence: Double
  let find: @Sendable (Metadata) -> [Value]

  init(_ name: String, _ confidence: Double, _ find: @escaping @Sendable (Metadata) -> [Value]) {
    self.name = name
    self.confidence = confidence
    self.find = find
  }
}

/// A value with the rule that found it.
struct Candidate<Value: Sendable>: Sendable {
  var value: Value
  var source: String
  var confidence: Double
}

extension Metadata {
  /// What the rules find that are not switched off, each asked only when the one before was read.
  func candidates<Value: Sendable>(
    _ rules: [MetadataRule<Value>]
  ) -> some Sequence<Candidate<Value>> {
    rules.lazy.filter { !without.contains($0.name) }.flatMap { rule in
      rule.find(self).lazy.map {
        Candidate(value: $0, source: rule.name, confidence: rule.confidence)
      }
    }
  }
}
