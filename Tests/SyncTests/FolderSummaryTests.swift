import Replication
import TestSupport
import Testing

@testable import Sync

@Suite struct SummariesOfFolders {
  @Test func `tell what is published and what others have seen`() throws {
    // Given two replicas of which one lags
    let folder = MemorySyncFolder()
    let a = Machine(1, folder)
    let b = Machine(2, folder)
    a.log.write("first")
    for machine in [a, b] { try machine.sync() }
    a.log.write("second")
    try a.sync()
    a.log.write("third")
    // When a's memory of the folder is asked
    let memory = try #require(try a.log.memory(ofFolder: folder.name))
    let summary = try #require(FolderSummary(memory: memory))
    // Then it tells
    #expect(summary.replica == a.log.replica && summary.published == 2)
    #expect(Array(summary.replicas.keys) == [b.log.replica])
    let seen = try #require(summary.replicas[b.log.replica])
    #expect(seen.merged == VersionVector([a.log.replica: 1]))
    #expect(seen.written == ManualClock().now)
    // And still does when the folder has lost b
    for path in folder.paths(in: b.directory) { folder.files[path] = nil }
    try a.sync()
    let later = try #require(try a.log.memory(ofFolder: folder.name))
    #expect(FolderSummary(memory: later)?.replicas == summary.replicas)
  }

  @Test func `are none where the memory is of another form`() {
    #expect(FolderSummary(memory: []) == nil)
    #expect(FolderSummary(memory: [1, 2, 3]) == nil)
  }
}
