import Foundation

/// Why the system refused something, in its own few words.
enum SystemReason {
  /// Foundation's long sentences name neither file nor cause; what lies below them does.
  static func of(_ error: any Error) -> String {
    var error = error as NSError
    while error.domain != NSPOSIXErrorDomain,
      let below = error.userInfo[NSUnderlyingErrorKey] as? NSError
    {
      error = below
    }
    guard error.domain != NSPOSIXErrorDomain else {
      return String(cString: strerror(Int32(error.code))).lowercased()
    }
    return switch CocoaError.Code(rawValue: error.code) {
    case .fileNoSuchFile, .fileReadNoSuchFile: "no such file or directory"
    case .fileWriteNoPermission, .fileReadNoPermission: "permission denied"
    case .fileWriteOutOfSpace: "no space left on the disk"
    case .fileWriteVolumeReadOnly: "the disk is read-only"
    default: error.localizedDescription
    }
  }
}
