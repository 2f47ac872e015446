import Replication

extension SyncSession {
  /// Fetches the attachments that changes refer to, as far as the folder has them.
  mutating func receiveAttachments() throws {
    let missing = try attachments.missingAttachments()
    let library = library
    for (index, hash) in missing.enumerated() {
      let reading = try read(
        FolderPath.attachmentName(of: hash),
        in: FolderPath.attachmentDirectory(of: hash),
        as: .attachment
      ) { bytes throws(FileDefect) in
        try AttachmentFile.decode(bytes, hash: hash, library: library)
      }
      guard case .whole(let content) = reading else { continue }
      try attachments.store(content, as: hash)
      report.attachmentsReceived += 1
      advance(.receivingAttachments, index + 1, of: missing.count)
    }
  }

  /// Publishes the attachments that the folder lacks: of those that came since the last sync, or
  /// `again` of all.
  mutating func sendAttachments(again: Bool) throws {
    if again { memory.attachments = 0 }
    var present: [String: Set<String>] = [:]
    while true {
      let page = try attachments.attachments(
        after: memory.attachments,
        limit: Limits.attachmentPage
      )
      guard !page.isEmpty else { return }
      for (position, hash) in page {
        let directory = FolderPath.attachmentDirectory(of: hash)
        let name = FolderPath.attachmentName(of: hash)
        if present[directory] == nil { present[directory] = Set(try folder.list(directory)) }
        if !(present[directory]?.contains(name) ?? false) {
          try send(hash, to: "\(directory)/\(name)")
        }
        memory.attachments = max(memory.attachments, position)
      }
    }
  }

  private mutating func send(_ hash: Digest, to path: String) throws {
    guard let content = try attachments.attachment(hash) else { return }
    guard content.count <= Limits.attachmentBody else {
      let size = content.count >> 20
      note(.tooLarge, "Attachment \(hash) has \(size) MiB and stays on this machine.")
      return
    }
    let library = library
    try put(AttachmentFile.encode(content, library: library), to: path, as: .attachment) {
      bytes throws(FileDefect) in
      _ = try AttachmentFile.decode(bytes, hash: hash, library: library)
    }
    report.attachmentsSent += 1
    advance(.sendingAttachments, report.attachmentsSent)
  }
}
