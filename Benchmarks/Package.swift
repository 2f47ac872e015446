// swift-tools-version:6.1
import PackageDescription

// A package of its own, so that measuring brings nothing into clip. It builds the modules as anyone
// who depends on them would.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let replication: Target.Dependency = .product(name: "Replication", package: "clip")
let store: Target.Dependency = .product(name: "Store", package: "clip")
let sync: Target.Dependency = .product(name: "Sync", package: "clip")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v14)],
  dependencies: [
    // Named, because otherwise its name is that of whatever folder it was put in.
    .package(name: "clip", path: ".."),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CZlib",
      pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
    ),
    .systemLibrary(name: "CMalloc"),

    .target(name: "Traces", dependencies: ["CZlib", replication]),
    .target(name: "Samples", dependencies: [store, sync]),
    .target(name: "Measuring", dependencies: ["CMalloc", replication, sync]),

    .executableTarget(
      name: "anchor",
      dependencies: [
        .product(name: "Capture", package: "clip"), .product(name: "Model", package: "clip"),
      ]
    ),
    .executableTarget(name: "differences", dependencies: [replication]),
    .executableTarget(
      name: "extract",
      dependencies: [
        .product(name: "Capture", package: "clip"), .product(name: "Model", package: "clip"),
      ]
    ),
    .executableTarget(
      name: "hostile",
      dependencies: [
        .product(name: "Capture", package: "clip"), .product(name: "Model", package: "clip"),
      ]
    ),
    .executableTarget(name: "maps", dependencies: ["Measuring", replication]),
    .executableTarget(name: "replay", dependencies: ["Traces", "Measuring", replication]),
    .executableTarget(
      name: "roundtrip",
      dependencies: [
        .product(name: "Capture", package: "clip"), .product(name: "CCmarkGFM", package: "clip"),
      ]
    ),
    .executableTarget(name: "store", dependencies: ["Samples", replication, store, sync, sqlite]),
    .executableTarget(name: "sync", dependencies: ["Samples", replication, store, sync]),
    .executableTarget(name: "text", dependencies: ["Traces", "Measuring", replication]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
  target.swiftSettings = (target.swiftSettings ?? []) + settings
}
