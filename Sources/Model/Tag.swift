/// A label, nested with `/`, and how many items outside the trash carry it.
public struct Tag: Hashable, Sendable {
  public var name: String
  public var count: Int

  public init(name: String, count: Int) {
    self.name = name
    self.count = count
  }
}
