/// The rules by which fields are read from a page.
public enum MetadataRules {
  /// The name of each, as `Evidence.source` has it, surest first within a field; last those that
  /// weigh what the others find.
  public static let names: [String] =
    TitleChoice.rules.map(\.name) + AuthorRules.rules.map(\.name)
    + PublishedDate.rules.map(\.name) + ModifiedDate.rules.map(\.name)
    + SiteName.rules.map(\.name) + PageAddress.rules.map(\.name) + PageLanguage.rules.map(\.name)
    + [PageLanguage.textRule, Excerpt.textRule] + Excerpt.rules.map(\.name)
    + Identifiers.doiRules.map(\.name) + Identifiers.isbnRules.map(\.name)
    + Licence.rules.map(\.name) + weighing

  /// Those of them that find nothing of their own and are the source of nothing.
  public static let weighing: [String] = WeighingRule.allCases.map(\.rawValue)
}
