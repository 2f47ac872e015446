/// What a simulation draws.
extension SeededGenerator {
  mutating func number(below bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  /// True so many times of a hundred.
  mutating func chance(_ percent: Int) -> Bool { number(below: 100) < percent }

  mutating func pick<Element>(_ elements: some RandomAccessCollection<Element>) -> Element? {
    elements.randomElement(using: &self)
  }

  mutating func pick<Element>(
    _ count: Int,
    of elements: some Collection<Element>
  ) -> [Element] {
    Array(elements.shuffled(using: &self).prefix(count))
  }

  /// An index, each as often as its weight says.
  mutating func weighted(_ weights: [Int]) -> Int {
    var rest = number(below: weights.reduce(0, +))
    for (index, weight) in weights.enumerated() {
      if rest < weight { return index }
      rest -= weight
    }
    return weights.count - 1
  }
}
