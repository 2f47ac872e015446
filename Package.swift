// swift-tools-version:6.1
import PackageDescription

// One room per module. Who may import whom stands in ARCHITECTURE.md, and
// Tests/ArchitectureTests reads the import lines to hold it: SwiftPM alone lets a module import
// what it did not declare.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "clip",
  platforms: [.macOS(.v14)],
  products: [
    .executable(name: "clip", targets: ["clip"]),
    .executable(name: "clip-pdf", targets: ["clip-pdf"]),
    .library(name: "Model", targets: ["Model"]),
    .library(name: "Replication", targets: ["Replication"]),
    .library(name: "Store", targets: ["Store"]),
    .library(name: "Sync", targets: ["Sync"]),
    .library(name: "Capture", targets: ["Capture"]),
    .library(name: "Export", targets: ["Export"]),
    // For Benchmarks, which reads back with it what Capture writes.
    .library(name: "CCmarkGFM", targets: ["CCmarkGFM"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The extensions have a package of their own and no file for pkg-config.
    .systemLibrary(
      name: "CCmarkGFM",
      pkgConfig: "libcmark-gfm",
      providers: [
        .apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"]),
      ]
    ),
    .systemLibrary(
      name: "CArchive",
      pkgConfig: "libarchive",
      providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]
    ),
    .systemLibrary(
      name: "CGumbo",
      pkgConfig: "gumbo",
      providers: [.apt(["libgumbo-dev"]), .brew(["gumbo-parser"])]
    ),
    .systemLibrary(
      name: "CCurl",
      pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]
    ),
    .systemLibrary(
      name: "CPoppler",
      pkgConfig: "poppler-glib",
      providers: [.apt(["libpoppler-glib-dev"]), .brew(["poppler"])]
    ),
    .systemLibrary(
      name: "CSodium",
      pkgConfig: "libsodium",
      providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]
    ),
    .systemLibrary(
      name: "CZstd",
      pkgConfig: "libzstd",
      providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]
    ),

    .target(name: "Model"),
    .target(name: "Replication"),
    .target(
      name: "Migrations",
      path: "Migrations",
      resources: [
        .embedInCode("v0001-library.sql"), .embedInCode("v0002-purge.sql"),
        .embedInCode("v0003-attachments.sql"), .embedInCode("v0004-histories.sql"),
        .embedInCode("v0005-fetching.sql"), .embedInCode("v0006-resources.sql"),
      ]
    ),
    .target(
      name: "Store",
      dependencies: [
        "Model", "Replication", "Migrations", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]
    ),
    .target(name: "Sync", dependencies: ["Replication", "CSodium", "CZstd"]),
    .target(
      name: "Capture",
      dependencies: [
        "Model", "CGumbo", "CCurl", "CArchive", .product(name: "Yams", package: "Yams"),
      ]
    ),
    .target(name: "Export", dependencies: ["Model"]),
    .executableTarget(
      name: "clip",
      dependencies: [
        "Model", "Replication", "Store", "Sync", "Capture", "Export",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),
    // Reads PDFs for clip: a program of its own, for what a hostile one can do to its reader.
    .executableTarget(name: "clip-pdf", dependencies: ["CPoppler"]),
    .target(
      name: "TestSupport",
      dependencies: ["Model", "Replication", "Store", "Sync"]
    ),
    // Many seeds of the simulation, built for speed: Scripts/simulate.sh.
    .executableTarget(name: "simulate", dependencies: ["TestSupport"], path: "Tests/Simulate"),

    .testTarget(name: "ArchitectureTests"),
    .testTarget(name: "ModelTests", dependencies: ["Model"]),
    .testTarget(name: "ReplicationTests", dependencies: ["Replication", "TestSupport"]),
    .testTarget(name: "StoreTests", dependencies: ["Store", "TestSupport"]),
    .testTarget(name: "SyncTests", dependencies: ["Sync", "Store", "TestSupport"]),
    .testTarget(
      name: "CaptureTests",
      dependencies: ["Capture", "Model", "CCmarkGFM", "clip-pdf"],
      resources: [.copy("Fixtures")]
    ),
    .testTarget(name: "ExportTests", dependencies: ["Export", "Model"]),
    .testTarget(name: "ClipTests", dependencies: ["clip", "clip-pdf"]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where ![.system, .plugin].contains(target.type) {
  target.swiftSettings = (target.swiftSettings ?? []) + settings
}
