// swift-tools-version:6.1
import PackageDescription

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "clip", path: "..")],
  targets: [
    .executableTarget(
      name: "differences",
      dependencies: [.product(name: "Replication", package: "clip")]
    )
  ],
  swiftLanguageModes: [.v6]
)
