import Model

extension Article {
  /// Reads a page that came within a file.
  ///
  /// Its references are relative to the address that the file says it lay at; the one that a person
  /// gave for the file, or that it was fetched from, is the page's all the same.
  init(reading page: Input, enclosedIn file: Input) throws {
    var page = page
    page.fileName = file.fileName
    let own = page.address
    page.address = own ?? file.address
    let given = file.redirects + (own == nil ? [] : [file.address].compactMap(\.self))
    page.redirects = given.filter { $0 != own } + page.redirects
    try self.init(reading: page)
    if let own, let address = file.address.flatMap({ WebAddress($0)?.original }),
      url == WebAddress(own)?.original
    {
      url = address
    }
  }
}
