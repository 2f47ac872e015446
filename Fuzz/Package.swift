// swift-tools-version:6.1
import PackageDescription

// A package of its own, because everything in it is built with libFuzzer: see Scripts/fuzz.sh.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .unsafeFlags(["-parse-as-library"]),
]

let package = Package(
  name: "Fuzz",
  platforms: [.macOS(.v14)],
  dependencies: [
    // Named, because otherwise its name is that of whatever folder it was put in.
    .package(name: "clip", path: "..")
  ],
  targets: [
    .executableTarget(
      name: "fuzz",
      dependencies: [
        .product(name: "Replication", package: "clip"),
        .product(name: "Sync", package: "clip"),
      ],
      swiftSettings: settings
    )
  ],
  swiftLanguageModes: [.v6]
)
