import Foundation
import Testing

@Suite struct QueueingAddresses {
  private static let article = """
    <!doctype html><title>Tides of the inner harbour</title><article><h1>Tides of the inner harbour</h1>
    <p>The inner harbour empties twice a day, and twice a day it fills again. Nobody who lives here
    needs a table to know the hour.</p><p>Since 1911 the gauge at the old pier has been read by hand.
    “We write it down,” said the keeper, “because the sea does not.”</p></article>
    """

  /// A server that gives a page at `/tides`, is busy at `/busy`, and has nothing else.
  private func server() throws -> LocalServer {
    try LocalServer.reading { request in
      switch request.path {
      case "/tides":
        request.fields["if-none-match"] == "\"1\""
          ? .raw(304, [], [])
          : .raw(200, ["Content-Type: text/html", "ETag: \"1\""], Array(Self.article.utf8))
      case "/busy": .raw(503, ["Retry-After: 7200"], [])
      case "/film": .raw(200, ["Content-Type: video/mp4"], Array("film".utf8))
      default: .status(404)
      }
    }
  }

  @Test func `without a network the address is kept, with what belongs to it, and that is said`()
    throws
  {
    // Port 9 of the loopback interface refuses.
    try World("desk").play(
      """
      $ clip add http://127.0.0.1:9/tides --tag sea --note "Ask the keeper." --quote "never said"
      Queued {tides}  source    http://127.0.0.1:9/tides — to be fetched  #sea
      ! clip: could not reach host 127.0.0.1: the address is kept; clip fetch tries again
      $ clip list sources
      {tides}  source    http://127.0.0.1:9/tides — to be fetched  #sea
      $ clip status
      …
        1 page to fetch: clip fetch
      $ clip show {tides} --text
      ! clip: {tides} has no text here
      ! Its page is still to be fetched: clip fetch {tides}
      ? 1
      $ clip fetch
      Waiting {tides}  source    http://127.0.0.1:9/tides — to be fetched  #sea
        to be fetched: could not reach host 127.0.0.1; next attempt in {…} minutes
      """
    )
  }

  @Test func `what was kept is fetched, and the passages of it are found`() throws {
    let server = try server()
    let address = server.address("/tides")
    try World("desk").play(
      """
      $ clip add \(address) --later --tag sea --quote "twice a day it fills  again"
      Queued {tides}  source    \(address) — to be fetched  #sea
      $ clip fetch
      Fetched {tides}  source    Tides of the inner harbour  #sea
      $ clip fetch
      ! clip: no page is to be fetched
      $ clip list clippings
      {quote}  clipping  “twice a day it fills again”
      $ clip fetch {tides}
      Unchanged {tides}  source    Tides of the inner harbour  #sea
      $ clip add \(address)
      Already here: {tides}  source    Tides of the inner harbour  #sea  {…} words
      """
    )
    #expect(server.paths == ["/tides", "/tides", "/tides"])
    #expect(server.requests[1].fields["if-none-match"] == "\"1\"")
  }

  @Test func `a page that is gone is given up, said so, and tried again only when asked for`()
    throws
  {
    let server = try server()
    let (gone, film) = (server.address("/gone"), server.address("/film"))
    try World("desk").play(
      """
      $ clip add --later \(gone) \(film)
      Queued {gone}  source    \(gone) — to be fetched
      Queued {film}  source    \(film) — to be fetched
      $ clip fetch
      Given up {gone}  source    \(gone) — could not be fetched
        could not be fetched: \(gone): the server answered 404 (no such page)
      Given up {film}  source    \(film) — could not be fetched
        could not be fetched: {…} is video/mp4, not a page or a text
      $ clip fetch
      ! clip: no page is to be fetched
      $ clip status
      …
        source {gone} “\(gone)” could not be fetched: \(gone): the server answered 404 (no such page). Once more: clip fetch {gone}; without it: clip trash {gone}
      …
      $ clip fetch {gone}
      Given up {gone}  source    \(gone) — could not be fetched
        could not be fetched: \(gone): the server answered 404 (no such page)
      ! clip: \(gone): the server answered 404 (no such page)
      ! Check the address; if the browser shows the page, save it there and add the file.
      ? 1
      $ clip trash {gone} {film}
      …
      $ clip fetch
      ! clip: no page is to be fetched
      """
    )
    #expect(server.paths.filter { $0 == "/gone" }.count == 2)
  }

  @Test func `a page that is gone when it is added is an error as before, and nothing is kept`()
    throws
  {
    let server = try server()
    try World("desk").play(
      """
      $ clip add \(server.address("/gone"))
      ! clip: \(server.address("/gone")): the server answered 404 (no such page)
      ! Check the address; if the browser shows the page, save it there and add the file.
      ? 1
      $ clip list
      ? 2
      """
    )
  }

  @Test func `a server that asks for patience gets it`() throws {
    let server = try server()
    let world = try World("desk")
    let desk = try world.desk
    let queued = try desk.object("add", server.address("/busy"))
    #expect(queued["queued"] == .bool(true))
    #expect(try desk.object("fetch")["outcome"] == .string("waiting"))
    #expect(try desk.objects("fetch").isEmpty)
    #expect(server.paths == ["/busy", "/busy"])
    let fetch = try desk.object("show", queued.id).object("fetch")
    #expect(fetch["attempts"] == .integer(1))
    let status = try desk.object("status").object("toFetch")
    #expect(status["waiting"] == .integer(1) && status["givenUp"] == .integer(0))
    #expect(status["next"]?.type == "time")
    // Two hours, as it asked.
    try world.play(
      "$ clip fetch\n! clip: 1 page to fetch; the next attempt is in {…}, or now with clip fetch ID"
    )
  }

  @Test func `an address that was kept on two machines is one source, whichever fetches it`() throws
  {
    let server = try server()
    let world = try World("desk", "laptop")
    let (desk, laptop) = (try world.desk, try world.machine("laptop"))
    let address = server.address("/tides")
    // Given the address on both, and both fetch it
    let here = try desk.object("add", "--later", address, "--tag", "sea")
    let there = try laptop.object("add", "--later", address, "--tag", "north")
    #expect(try here.id == there.id)
    try desk.run("fetch")
    try laptop.run("fetch")
    // When they meet
    for machine in [desk, laptop, desk] { try machine.run("sync", "folder") }
    // Then it is one, with the tags of both, and nothing is left to do
    for machine in [desk, laptop] {
      let source = try machine.object("list", "sources")
      #expect(source["queued"] == nil && source["title"] == .string("Tides of the inner harbour"))
      #expect(try source.list("tags") == [.string("north"), .string("sea")])
      #expect(try machine.objects("conflicts").isEmpty)
      #expect(try machine.objects("fetch").isEmpty)
    }
    try world.check()
  }

  @Test func `a sync fetches what is due, unless it is told not to`() throws {
    let server = try server()
    let world = try World("desk", "laptop")
    let (desk, laptop) = (try world.desk, try world.machine("laptop"))
    let id = try desk.object("add", "--later", server.address("/tides")).id
    try desk.run("sync", "folder", "--no-fetch")
    #expect(server.paths.isEmpty)
    // A loopback address of another machine is another page here.
    try laptop.run("sync", "folder")
    #expect(server.paths.isEmpty)
    #expect(try laptop.object("list", "sources")["queued"] == .bool(true))
    // Here it is the one that was meant, and there too when it is asked for.
    #expect(try desk.run("sync").contains("Fetched \(id.prefix(8))"))
    #expect(try laptop.run("fetch", id).contains("Fetched \(id.prefix(8))"))
    for machine in [desk, laptop, desk] { try machine.run("sync") }
    #expect(try desk.object("check")["digest"] == laptop.object("check")["digest"])
    try world.check()
  }

  @Test func `what was purged before it was fetched leaves no trace`() throws {
    let world = try World("desk")
    let desk = try world.desk
    let id = try desk.object("add", "http://127.0.0.1:9/very-secret-address").id
    try desk.run("fetch")
    try desk.run("purge", id, "--yes")
    #expect(try desk.objects("fetch").isEmpty)
    let bytes = try Data(contentsOf: desk.databaseFile)
    #expect(bytes.range(of: Data("very-secret".utf8)) == nil)
  }
}
