extension Array where Element: Equatable {
  func contains(sequence: [Element]) -> Bool {
    guard count >= sequence.count else { return false }
    return (0...count - sequence.count).contains { starts(at: $0, with: sequence) }
  }

  private func starts(at index: Int, with sequence: [Element]) -> Bool {
    self[index] == sequence[0] && self[index..<index + sequence.count].elementsEqual(sequence)
  }
}
