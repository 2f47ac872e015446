/// Why an article could not be captured, in words for the person who asked for it.
public struct CaptureError: Error, CustomStringConvertible {
  /// What kind of failure it is; more kinds may be added.
  public struct Code: Hashable, Sendable {
    public let name: String

    /// The input holds no text.
    public static let empty = Code(name: "empty")
    /// The input is not text: a PDF, an archive, an image, a program.
    public static let binary = Code(name: "binary")
    /// The server says that the address is not a text.
    public static let notText = Code(name: "notText")
    /// The input is larger than a page may be.
    public static let tooLarge = Code(name: "tooLarge")
    /// The program that reads PDFs is missing or cannot be run.
    public static let noPDFReader = Code(name: "noPDFReader")
    /// The input is a document, but what is in it cannot be found.
    public static let damaged = Code(name: "damaged")
    /// The address is not an absolute http or https address.
    public static let badAddress = Code(name: "badAddress")
    /// The host could not be reached.
    public static let offline = Code(name: "offline")
    /// The page did not arrive within the time limit.
    public static let timedOut = Code(name: "timedOut")
    /// The server answered with an error.
    public static let httpStatus = Code(name: "httpStatus")
    /// The host asks for more time between two pages than anybody waits for.
    public static let patience = Code(name: "patience")
    /// The redirects led too far, or away from http and https.
    public static let redirects = Code(name: "redirects")
  }

  public let code: Code
  /// What happened, and to what.
  public let message: String
  /// What to do about it.
  public let hint: String?
  /// The failure below this one.
  public let cause: (any Error)?
  /// What the server answered, where it did.
  public let response: FailedResponse?

  public init(
    _ code: Code,
    _ message: String,
    hint: String? = nil,
    cause: (any Error)? = nil,
    response: FailedResponse? = nil
  ) {
    self.code = code
    self.message = message
    self.hint = hint
    self.cause = cause
    self.response = response
  }

  public var description: String {
    [message, hint].compactMap(\.self).joined(separator: "\n")
  }
}
