import Foundation
import Store

/// One run of a command: the library it works on and where its results go.
struct Session {
  let library: Library
  let output: Output

  init(_ options: GlobalOptions) throws {
    output = Output(json: options.json)
    library = try Library.open(at: Places.library(options.library), environment: .live())
  }

  func read<Result>(_ body: (LibraryReader) throws -> Result) throws -> Result {
    try library.read(body)
  }

  func write<Result>(_ body: (LibraryWriter) throws -> Result) throws -> Result {
    try library.write(body)
  }
}
