#if canImport(Glibc)
import CMalloc
import Glibc
#else
import Darwin
#endif

/// How much memory something takes beyond what its process has.
///
/// Linux keeps the greatest resident size (VmHWM) and lets a process reset it; see proc(5). Elsewhere
/// there is no answer.
public enum PeakMemory {
  public static func kilobytes<Result>(of run: () throws -> Result) rethrows -> (Int?, Result) {
    #if canImport(Glibc)
    // What was freed goes back first, or a run could grow into it unseen.
    malloc_trim(0)
    let canReset = resetPeak()
    let before = status("VmRSS:")
    let result = try run()
    guard canReset, let before, let peak = status("VmHWM:") else { return (nil, result) }
    return (peak - before, result)
    #else
    return (nil, try run())
    #endif
  }

  private static func resetPeak() -> Bool {
    guard let file = fopen("/proc/self/clear_refs", "w") else { return false }
    let written = fputs("5", file)
    return fclose(file) == 0 && written >= 0
  }

  /// A number of kilobytes from the process's status.
  private static func status(_ name: String) -> Int? {
    guard let file = fopen("/proc/self/status", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let words = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let text = String(decoding: words, as: UTF8.self)
      guard text.hasPrefix(name) else { continue }
      return Int(text.dropFirst(name.count).filter(\.isNumber))
    }
    return nil
  }
}
