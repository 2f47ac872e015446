/// A label and how many items outside the trash carry it. Nested with `/`.
public struct Tag: Hashable, Sendable {
  public var name: String
  public var count: Int

  public init(name: String, count: Int) {
    self.name = name
    self.count = count
  }
}
