import Foundation
import Sync

/// One line on the terminal that says how far long work has come, and how long it may take.
final class ProgressLine {
  private var isShown = false
  private var phase: SyncProgress.Phase?
  private var began = Date()
  private var shown = Date.distantPast

  /// Seconds of work before its rest can be told.
  private static let warmUp = 2.0
  /// Seconds between two changes of the line: nobody reads faster.
  private static let pause = 0.1

  func show(_ progress: SyncProgress) {
    guard Terminal.isError else { return }
    let now = Date()
    if progress.phase != phase {
      phase = progress.phase
      began = now
    }
    guard now.timeIntervalSince(shown) >= Self.pause || progress.done == progress.total else {
      return
    }
    shown = now
    var text = "\(Self.words(for: progress.phase)): \(progress.done)"
    if let total = progress.total { text += " of \(total)" }
    if progress.bytes > 0 {
      let size = Double(progress.bytes) / 1_000_000
      text += String(format: ", %.1f MB", size)
    }
    if let rest = rest(of: progress, at: now) { text += ", \(rest) left" }
    let line = Terminal.fitted(text, to: Terminal.size.columns - 1)
    StandardError.write("\r\u{1b}[K\(line)")
    isShown = true
  }

  func clear() {
    if isShown { StandardError.write("\r\u{1b}[K") }
    isShown = false
  }

  /// How long the rest takes if it goes on as it went so far; `nil` while that is a guess.
  private func rest(of progress: SyncProgress, at now: Date) -> String? {
    let elapsed = now.timeIntervalSince(began)
    guard let total = progress.total, elapsed >= Self.warmUp, progress.done > 0,
      progress.done < total
    else { return nil }
    let seconds = elapsed / Double(progress.done) * Double(total - progress.done)
    return seconds < 90
      ? "\(Int(seconds.rounded(.up))) s" : "\(Int((seconds / 60).rounded(.up))) min"
  }

  private static func words(for phase: SyncProgress.Phase) -> String {
    switch phase {
    case .receivingChanges: "receiving changes"
    case .receivingAttachments: "receiving attachments"
    case .sendingAttachments: "sending attachments"
    case .sendingChanges: "sending changes"
    case .checkingFiles: "checking files"
    }
  }
}
