// swift-tools-version: 6.2
import PackageDescription

/// `eventlint-fuzz` needs libFuzzer, which only a sanitized build has: `make fuzz` sets this variable.
let fuzzing = Context.environment["EVENTLINT_FUZZ"] != nil

/// Settings of every Swift target: an import says exactly what a file uses, and existentials are spelt out.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = [], plugins: [Target.PluginUsage] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings, plugins: plugins)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "eventlint",
  products: [
    .executable(name: "eventlint", targets: ["eventlint"]),
    .library(name: "EventLintKit", targets: ["EventLintKit"]),
  ],
  dependencies: [
    // Options, help and completions of the command line.
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    // Runs Graphviz' `dot` without a shell; `traits: []` keeps Foundation out.
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
  ],
  targets: [
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    // A streaming XML parser for BPMN: exact byte places, no entities, nothing on the network.
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"]), .brew(["expat"])]),
    // glibc's `mallopt`, which its Swift module leaves out.
    .systemLibrary(name: "CMalloc"),

    room("Findings"),
    room("YAMLTree", ["CLibYAML", "Findings"]),
    room("Catalog", ["Findings", "Writing"]),
    room("Schemas", ["Findings", "YAMLTree", "Catalog"]),
    room("Readers", ["CExpat", "Writing", "Findings", "YAMLTree", "Catalog", "Schemas"]),
    room("Naming"),
    room("Graph", ["Findings", "Catalog"]),
    room("RulePages", ["Findings", "YAMLTree"]),
    room("RuleBook", ["Findings", "YAMLTree", "RulePages"], plugins: ["BindRuleBook"]),
    room("Rules", ["Findings", "Catalog", "Schemas", "Naming", "Graph", "RulePages", "RuleBook"]),
    room("Writing"),
    room("Reports", ["Writing", "Findings", "RulePages", "RuleBook"]),
    room("Diagrams", ["Writing", "Findings", "Catalog", "Graph"]),
    room(
      "EventLintKit",
      [
        "Findings", "YAMLTree", "Catalog", "Schemas", "Readers", "Naming", "Graph", "RulePages", "RuleBook",
        "Rules", "Reports",
        "Diagrams", "Writing", "CMalloc", .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    .executableTarget(
      name: "eventlint",
      dependencies: ["EventLintKit", "Writing", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: settings),

    // The build binds the pages of rules/ into RuleBook.
    .executableTarget(
      name: "bind-rule-book", dependencies: ["YAMLTree", "RulePages", "Findings"], swiftSettings: settings),
    .plugin(
      name: "BindRuleBook", capability: .buildTool(), dependencies: ["bind-rule-book"], path: "Sources/BindRuleBook"),

    // Our own bench; never shipped.
    room("Corpus"),
    .executableTarget(
      name: "eventlint-dev",
      dependencies: [
        "EventLintKit", "Naming", "RulePages", "Corpus",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(name: "yardstick", dependencies: ["CLibYAML"], path: "Sources/yardstick"),

    .target(
      name: "TestSupport",
      dependencies: ["Findings", "YAMLTree", "Catalog", "Readers", "Graph", "EventLintKit"], path: "Tests/Support",
      swiftSettings: settings),
    tests("FindingsTests", ["Findings"]),
    tests("YAMLTreeTests", ["YAMLTree", "Findings"]),
    tests("CatalogTests", ["Catalog", "Findings", "Readers", "TestSupport"]),
    tests("SchemasTests", ["Schemas", "Catalog", "Findings", "YAMLTree"]),
    tests("ReadersTests", ["Readers", "Schemas", "Catalog", "Findings", "YAMLTree", "TestSupport"]),
    tests("NamingTests", ["Naming"]),
    tests("GraphTests", ["Graph", "Catalog", "TestSupport", "Corpus"]),
    tests("RuleBookTests", ["RuleBook", "RulePages", "Rules", "Findings", "Catalog", "TestSupport", "EventLintKit"]),
    tests("ReportsTests", ["Reports", "Writing", "Findings", "RuleBook", "TestSupport", "EventLintKit"]),
    tests("DiagramsTests", ["Diagrams", "TestSupport", "EventLintKit"]),
    tests(
      "EventLintKitTests",
      [
        "EventLintKit", "Rules", "RuleBook", "RulePages", "Reports", "Diagrams", "Writing", "Schemas", "YAMLTree",
        "Catalog", "Graph", "Findings", "Readers", "TestSupport",
      ]),
    tests("GoldenTests", ["EventLintKit", "Reports", "TestSupport"]),
    tests("HouseTests", ["RuleBook", "RulePages", "Rules", "Findings"]),
  ],
  swiftLanguageModes: [.v6]
)

if fuzzing {
  package.targets.append(
    .executableTarget(
      name: "eventlint-fuzz", dependencies: ["EventLintKit", "Findings", "RulePages"],
      swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])]))
}
