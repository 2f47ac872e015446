extension Simulation {
  /// What may happen in a simulation; the chances are of a hundred.
  public struct Scenario: Sendable {
    public var machines = 2...8
    public var steps = 26...76
    /// Libraries lie on disk, and are cloned and put back.
    public var onDisk = 30
    /// Copies of the folder are real directories, whose modification times mean nothing.
    public var inDirectories = 5
    /// The folder is encrypted, and its passphrase changes.
    public var encrypted = 25
    /// Some machines sync through a second folder, too, that is carried from one to the other.
    public var withStick = 15
    /// Some attachments are so large that they lie by themselves, or in parts.
    public var largeAttachments = 15

    public init() {}

    /// More happens in each seed.
    public static var longer: Scenario {
      var scenario = Scenario()
      scenario.steps = 36...104
      return scenario
    }
  }
}
