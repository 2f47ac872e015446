/// The rules by which fields are read from a page.
public enum MetadataRules {
  /// The name of each, as `Evidence.source` has it, surest first within a field.
  public static let names: [String] =
    TitleChoice.rules.map(\.name) + AuthorRules.rules.map(\.name)
    + PublishedDate.rules.map(\.name) + ModifiedDate.rules.map(\.name)
    + SiteName.rules.map(\.name) + PageAddress.rules.map(\.name) + Licence.rules.map(\.name)
    + [PageLanguage.textRule]
}
