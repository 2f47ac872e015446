import Foundation
import Sync
import TestSupport

/// A program that stands for rclone: a script that acts on a directory as the remote, writes down
/// every call, and fails when it is told to.
struct FakeRclone {
  private let directory = try? TemporaryDirectory()
  private let root: URL

  init() throws {
    guard let directory else { throw CocoaError(.fileNoSuchFile) }
    root = directory.url
    try FileManager.default.createDirectory(at: remote, withIntermediateDirectories: true)
    let script = Self.script.replacingOccurrences(of: "@ROOT@", with: root.path)
    let source = root.appendingPathComponent("script")
    try Data(script.utf8).write(to: source)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: source.path)
    // Written by another process: a file that this one has open to write could not be started while
    // a test beside it starts something, too.
    let copying = Process()
    copying.executableURL = URL(fileURLWithPath: "/bin/cp")
    copying.arguments = [source.path, program.path]
    try copying.run()
    copying.waitUntilExit()
  }

  var remote: URL { root.appendingPathComponent("remote") }
  var program: URL { root.appendingPathComponent("rclone") }

  /// The mirror of one machine.
  func mirror(_ name: String) throws -> RcloneMirror {
    guard let place = RclonePlace("rclone:fake:clip") else { throw CocoaError(.coderInvalidValue) }
    return RcloneMirror(
      place: place,
      directory: root.appendingPathComponent("mirrors/\(name)").path,
      writer: name,
      program: program.path
    )
  }

  func directory(ofMirror name: String) -> URL { root.appendingPathComponent("mirrors/\(name)") }

  /// The commands of all calls since this was last asked for.
  func calls() throws -> [String] {
    let file = root.appendingPathComponent("calls")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    try Data().write(to: file)
    return text.split(separator: "\n").map(String.init)
  }

  /// Makes every call of a command fail from now on, after it has done so many files.
  ///
  /// - Parameters:
  ///   - command: `lsjson`, `fetch`, `send` or `delete`.
  ///   - count: files that are done before it fails.
  ///   - cutting: leaves the next file half-written.
  ///   - words: what it says then.
  ///   - status: its exit status.
  /// - Throws: when that cannot be written down.
  func fail(
    _ command: String,
    after count: Int = 0,
    cutting: Bool = false,
    words: String = "2026/11/25 10:00:00 ERROR : dial tcp 192.0.2.1:443: i/o timeout",
    status: Int = 1
  ) throws {
    try Data("\(command)\n\(count)\n\(cutting ? 1 : 0)\n\(status)\n\(words)\n".utf8)
      .write(to: root.appendingPathComponent("fail"))
  }

  func work() throws {
    try FileManager.default.removeItem(at: root.appendingPathComponent("fail"))
  }

  /// The remote's files.
  func paths(ending: String = "") -> [String] {
    let walk = FileManager.default.enumerator(atPath: remote.path)
    let paths = walk?.compactMap { $0 as? String } ?? []
    return paths.filter { path in
      var isDirectory: ObjCBool = false
      let isThere = FileManager.default.fileExists(
        atPath: remote.appendingPathComponent(path).path,
        isDirectory: &isDirectory
      )
      return isThere && !isDirectory.boolValue && path.hasSuffix(ending)
    }.sorted()
  }

  private static let script = #"""
    #!/bin/sh
    # rclone --ask-password=false COMMAND OPTION… -- FROM [TO], where fake:clip is the remote.
    root='@ROOT@'
    [ "$1" = --ask-password=false ] || { echo "Error: no such option $1" >&2; exit 2; }
    shift
    command=$1
    shift
    list= immutable=
    while [ "$1" != -- ]; do
      case $1 in
        --files-from-raw) list=$2; shift ;;
        --immutable) immutable=1 ;;
        --max-depth|--multi-thread-streams) shift ;;
        --recursive|--files-only|--no-modtime|--no-mimetype|--fast-list|--no-traverse|--size-only) ;;
        *) echo "Error: unknown flag: $1" >&2; exit 2 ;;
      esac
      shift
    done
    from=$2 to=$3
    [ "$from" = fake:clip ] && from=$root/remote
    [ "$to" = fake:clip ] && to=$root/remote
    what=$command
    if [ "$command" = copy ]; then
      if [ "$to" = "$root/remote" ]; then what=send; else what=fetch; fi
    fi
    echo "$what" >>"$root/calls"

    left=-1 cut=0
    if [ -f "$root/fail" ] && [ "$(sed -n 1p "$root/fail")" = "$what" ]; then
      left=$(sed -n 2p "$root/fail")
      cut=$(sed -n 3p "$root/fail")
    fi
    fail() {
      sed 1,4d "$root/fail" >&2
      exit "$(sed -n 4p "$root/fail")"
    }
    [ -d "$root/remote" ] || { echo "ERROR : error listing: directory not found" >&2; exit 3; }

    case $command in
      lsjson)
        [ "$left" = 0 ] && fail
        cd "$from" || exit 3
        echo '['
        separator=
        find . -type f | sed 's/^\.\///' | while IFS= read -r path; do
          size=$(wc -c <"$path")
          printf '%s{"Path":"%s","Size":%d,"IsDir":false}\n' "$separator" "$path" "$size"
          separator=,
        done
        echo ']'
        ;;
      copy)
        while IFS= read -r path; do
          [ -f "$from/$path" ] || continue
          size=$(wc -c <"$from/$path")
          if [ -f "$to/$path" ]; then
            [ "$(wc -c <"$to/$path")" -eq "$size" ] && continue
            if [ -n "$immutable" ]; then
              echo "ERROR : $path: immutable file modified" >&2
              exit 1
            fi
          fi
          mkdir -p "$(dirname "$to/$path")"
          if [ "$left" = 0 ]; then
            [ "$cut" = 1 ] && head -c $((size / 2)) <"$from/$path" >"$to/$path"
            fail
          fi
          left=$((left - 1))
          cp "$from/$path" "$to/$path"
        done <"$list"
        ;;
      delete)
        [ "$left" = 0 ] && fail
        while IFS= read -r path; do rm -f "$from/$path"; done <"$list"
        ;;
      *)
        echo "Error: unknown command $command" >&2
        exit 2
        ;;
    esac
    """#
}

extension Machine {
  /// Syncs through a mirror.
  @discardableResult
  func sync(through mirror: RcloneMirror, dryRun: Bool = false) throws -> SyncReport {
    func names(_ report: SyncReport) -> [String] { report.damaged.map(\.name) }
    return try mirror.exchange(isDryRun: dryRun, damaged: names) { folder in
      let own = self.folder
      defer { self.folder = own }
      self.folder = folder
      return try sync(dryRun: dryRun)
    }
  }
}
