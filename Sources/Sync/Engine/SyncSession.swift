import Replication

/// One sync: what is known and what was done so far.
///
/// Its steps are in extensions.
struct SyncSession {
  let log: any ChangeLog
  let attachments: any AttachmentStore
  let folder: CountingFolder
  let environment: SyncEnvironment
  let options: SyncOptions
  let isDryRun: Bool
  private let progress: ((SyncProgress) -> Void)?

  let identity: IdentityFile
  /// Whether what lies in the own directory was of another library until now.
  let isJoining: Bool
  let format: FolderFormat
  var memory: FolderMemory
  private var remembered: [UInt8]?
  var report = SyncReport()
  /// Where copies under other names are looked for.
  var listings: [String: [String]] = [:]
  /// The histories that are here.
  var histories: Histories
  /// Replicas of which a file was met that does not follow what is here.
  var parted: Set<ReplicaID> = []
  /// Replicas of which a file cannot be read because a newer clip wrote it.
  var newer: Set<ReplicaID> = []

  /// Replicas whose newest head was seen in an earlier sync: what it names and is not here is no
  /// longer taken to be in flight.
  var seenAgain: Set<ReplicaID> = []
  /// Attachments, and parts of them, that are known to be in the folder.
  var inFolder: Set<Digest> = []
  /// Files in the own directory that hold what was purged.
  var outdated: Set<String> = []
  var purges: PurgePositions
  /// Attachments that another replica looks for.
  var wantedByOthers: Set<Digest> = []

  /// Opens and checks the folder.
  init(
    log: any ChangeLog,
    attachments: any AttachmentStore,
    folder: CountingFolder,
    environment: SyncEnvironment,
    options: SyncOptions,
    isDryRun: Bool,
    progress: ((SyncProgress) -> Void)?
  ) throws {
    self.log = log
    self.attachments = attachments
    self.folder = folder
    self.environment = environment
    self.options = options
    self.isDryRun = isDryRun
    self.progress = progress

    let remembered = try log.memory(ofFolder: folder.name)
    self.remembered = remembered
    var memory = remembered.flatMap { FolderMemory(decoding: $0) }
    let opening = FolderOpening(
      log: log,
      folder: folder,
      environment: environment,
      options: options,
      wasSynced: remembered != nil,
      memory: memory,
      isDryRun: isDryRun
    )
    let opened = try opening.open()
    identity = opened.identity
    isJoining = opened.isJoining
    format = FolderFormat(identity.library, keys: opened.lock?.keys)
    report.notes = opened.notes

    let replica = try log.replica
    histories = try log.histories
    if memory?.folder != identity.folder { memory = nil }
    self.memory = memory ?? FolderMemory(folder: identity.folder, replica: replica)
    self.memory.lock = opened.lock
    self.memory.isBeginning = false
    if let policy = options.attachments { self.memory.policy = policy }
    purges = PurgePositions(
      redactions: self.memory.redactions,
      attachments: self.memory.purgedAttachments
    )
    if self.memory.replica != replica { forgetOwn(replica) }
  }

  mutating func run() throws {
    var own = try openOwnStream()
    // An earlier head than the last one that was written may name files from before a purge.
    if own.needsHead { purges = PurgePositions(redactions: 0, attachments: 0) }
    var heads = try newHeads(besides: own.replica)
    try checkWhoWeAre(&own, &heads)
    try receiveChanges(heads, beside: own)
    try goOnIfRetired(&own)
    var packs = own.head?.packs ?? []
    if !isDryRun {
      try receiveAttachments(heads)
      try sendAttachments(&packs, of: own)
    }
    noteForks()
    report.merged = memory.heads.mapValues(\.merged)
    try publish(own, packs)
    if !isDryRun { try saveMemory() }
  }

  mutating func saveMemory() throws {
    let bytes = memory.encoded
    guard bytes != remembered else { return }
    try log.remember(bytes, ofFolder: folder.name)
    remembered = bytes
  }

  /// Remembers which parts are in the folder without a list, and nothing of what this sync has done
  /// halfway.
  mutating func saveUnlisted() throws {
    var saved = remembered.flatMap { FolderMemory(decoding: $0) }
    if saved?.folder != identity.folder { saved = nil }
    var memory = saved ?? FolderMemory(folder: identity.folder, replica: self.memory.replica)
    memory.unlisted = self.memory.unlisted
    memory.policy = self.memory.policy
    memory.lock = self.memory.lock
    memory.isBeginning = false
    let bytes = memory.encoded
    guard bytes != remembered else { return }
    try log.remember(bytes, ofFolder: folder.name)
    remembered = bytes
  }

  /// What is remembered about own files is another replica's from now on.
  mutating func forgetOwn(_ replica: ReplicaID) {
    memory.replica = replica
    memory.counter = 0
    memory.published = 0
    memory.packs = [:]
    memory.packNumber = 0
    memory.superseded = [:]
  }

  func advance(_ phase: SyncProgress.Phase, _ done: Int, of total: Int? = nil) {
    let bytes = folder.bytes.read + folder.bytes.written
    progress?(SyncProgress(phase: phase, done: done, total: total, bytes: bytes))
  }

  mutating func note(_ code: SyncReport.Note.Code, _ message: String) {
    let note = SyncReport.Note(code, message)
    if !report.notes.contains(note) { report.notes.append(note) }
  }

  /// Reports a file that holds a change which the log does not take.
  mutating func report(_ refused: ChangeRefused, in place: ReplicaStream.Place) {
    report(FileDefect("a change in it cannot be taken in (\(refused.reason))"), in: place.path)
  }

  /// Reports a file that cannot be used.
  mutating func report(_ defect: FileDefect, in path: String) {
    if defect.kind == .newer {
      note(.newerFormat, "\(path) cannot be read: \(defect.reason). Update clip to read it.")
    } else if defect.kind == .locked {
      note(.newKey, "\(path) waits for the folder's new key, which has not arrived.")
    } else if !report.damaged.contains(where: { $0.name == path }) {
      report.damaged.append(SyncReport.DamagedFile(name: path, reason: defect.reason))
    }
  }
}
