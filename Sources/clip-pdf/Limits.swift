#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Every bound of this program, with its reason.
enum Limits {
  /// Bytes of a PDF: a scanned book of a thousand pages has some 500 MB.
  static let documentBytes = 1 << 30
  /// Address space beyond the file itself, which is mapped.
  ///
  /// Ordinary papers need 150 MB with all libraries; pages with huge fonts or images 300.
  static let memoryBytes = 768 << 20
  /// Bytes of the answer, where it goes into a file; whoever reads a pipe stops when it is enough.
  static let answerBytes = 512 << 20
  /// Seconds of work.
  ///
  /// A page takes some three milliseconds, so that these are some thousands of pages.
  static let cpuSeconds = 20
  /// Seconds on the clock: for work that waits instead of computing.
  static let seconds = 60
  /// Pages that are read; the largest reference works have 5,000.
  static let pages = 20_000
  /// Characters of one page; a newspaper's has 60,000.
  static let charactersOfPage = 500_000
  /// Annotations of one page.
  static let annotationsOfPage = 2_000
  /// Quadrilaterals of one annotation: lines that one highlight covers.
  static let quads = 500
  /// Characters around a marked passage that are told, to know it among others of the same words.
  static let contextCharacters = 32
  /// Entries of the outline.
  static let outlineEntries = 10_000
  /// Depth of the outline, which may name itself as its own part.
  static let outlineDepth = 16
  /// Bytes of any one text of the document's head.
  static let textBytes = 1 << 20

  /// Gives these bounds to the system, which holds them whatever the document makes us do.
  static func take(beside mapped: Int) {
    set(Int32(RLIMIT_AS.number), to: memoryBytes + mapped)
    set(Int32(RLIMIT_CPU.number), to: cpuSeconds)
    set(Int32(RLIMIT_FSIZE.number), to: answerBytes)
    set(Int32(RLIMIT_CORE.number), to: 0)
    alarm(UInt32(seconds))
  }

  private static func set(_ resource: Int32, to value: Int) {
    var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value))
    #if canImport(Glibc)
    _ = setrlimit(__rlimit_resource_t(UInt32(resource)), &limit)
    #else
    _ = setrlimit(resource, &limit)
    #endif
  }
}

#if canImport(Glibc)
extension __rlimit_resource {
  fileprivate var number: UInt32 { rawValue }
}
#else
extension Int32 {
  fileprivate var number: Int32 { self }
}
#endif
