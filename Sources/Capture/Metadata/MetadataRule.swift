import Model

/// One place in which a page may say what a field holds.
///
/// A field has a list of such rules. Each can be switched off by its name, which is how what it is
/// worth is measured.
struct MetadataRule<Value: Sendable>: Sendable {
  /// Names the field and the place: `published: JSON-LD`.
  let name: String
  /// The share of pages on which what stands there is right, where nothing else says the same.
  let confidence: Double
  /// The share where another place says the same.
  let agreed: Double
  /// Whether it reads so much of the page that it is asked only when the others are unsure.
  let isLastResort: Bool
  let find: @Sendable (Metadata) -> [Value]

  init(
    _ name: String,
    _ confidence: Double,
    agreed: Double? = nil,
    isLastResort: Bool = false,
    _ find: @escaping @Sendable (Metadata) -> [Value]
  ) {
    self.name = name
    self.confidence = confidence
    self.agreed = agreed ?? confidence
    self.isLastResort = isLastResort
    self.find = find
  }
}

/// A value with the rule that found it.
struct Candidate<Value: Sendable>: Sendable {
  var value: Value
  var source: String
  var confidence: Double
  var agreed: Double
}

extension Metadata {
  /// What the rules find that are not switched off.
  ///
  /// The rules of last resort are asked only where what was found before is not sure.
  func candidates<Value: Sendable>(
    _ rules: [MetadataRule<Value>],
    isSure: ([Candidate<Value>]) -> Bool
  ) -> [Candidate<Value>] {
    var found: [Candidate<Value>] = []
    for rule in rules where !without.contains(rule.name) {
      if rule.isLastResort, isSure(found) { break }
      for value in rule.find(self) {
        found.append(
          Candidate(
            value: value,
            source: rule.name,
            confidence: rule.confidence,
            agreed: rule.agreed
          )
        )
      }
    }
    return found
  }
}
