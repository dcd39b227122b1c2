// swift-tools-version: 6.2
import PackageDescription

/// `eventlint-fuzz` needs libFuzzer, which only a sanitized build has: `make fuzz` sets this variable.
let fuzzing = Context.environment["EVENTLINT_FUZZ"] != nil

/// The modules that a test of the whole program may look into.
let house: [Target.Dependency] = [
  "Platform", "Writing", "Findings", "Naming", "YAMLTree", "Catalog", "Linking", "Schemas", "Contracts", "Readers",
  "Graph", "RulePages",
  "RuleBook", "Rules", "Reports", "Diagrams", "Files", "Loading", "Configuration", "Linting", "Commands",
  "LanguageServer", "EventLintKit",
]

/// Settings of every Swift target: an import says exactly what a file uses, and existentials are spelt out.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func module(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], plugins: [Target.PluginUsage] = []
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings, plugins: plugins)
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

    module("Platform"),
    module("Writing"),
    module("Findings"),
    module("Naming"),
    module("YAMLTree", ["CLibYAML", "Platform", "Findings"]),
    module("Catalog", ["Platform", "Writing", "Findings"]),
    module("Linking", ["Writing", "Findings", "Catalog"]),
    module("Schemas", ["Writing", "Findings", "YAMLTree", "Catalog", "Linking"]),
    module("Contracts", ["Writing", "Findings", "YAMLTree", "Catalog", "Schemas"]),
    module("Readers", ["CExpat", "Writing", "Findings", "YAMLTree", "Catalog", "Linking", "Schemas"]),
    module("Graph", ["Findings", "Catalog"]),
    module("RulePages", ["Findings", "YAMLTree"]),
    module("RuleBook", ["Findings", "YAMLTree", "RulePages"], plugins: ["BindFiles"]),
    module(
      "Rules",
      [
        "Writing", "Findings", "YAMLTree", "Catalog", "Schemas", "Contracts", "Readers", "Naming", "Graph", "RulePages",
        "RuleBook",
      ],
      plugins: ["BindFiles"]),
    module("Reports", ["Writing", "Findings", "RulePages", "RuleBook"]),
    module("Diagrams", ["Writing", "Findings", "Catalog", "Graph"], exclude: ["Page"], plugins: ["BindFiles"]),

    module(
      "Files",
      [
        "CMalloc", "Platform", "Writing", "Findings", "YAMLTree",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    module(
      "Loading",
      [
        "Platform", "Files", "Writing", "Findings", "YAMLTree", "Naming", "Catalog", "Linking", "Schemas",
        "Contracts", "Readers", "Graph",
      ]),
    module(
      "Configuration",
      ["Files", "Loading", "Writing", "Findings", "YAMLTree", "Catalog", "Readers", "RulePages", "RuleBook", "Rules"]),
    module(
      "Linting",
      [
        "Platform", "Files", "Loading", "Configuration", "Writing", "Findings", "YAMLTree", "Catalog", "Graph",
        "RulePages",
        "RuleBook", "Rules", "Reports",
      ]),
    module(
      "Commands",
      [
        "Platform", "Files", "Loading", "Configuration", "Linting", "Writing", "Findings", "YAMLTree", "Catalog",
        "Readers",
        "Graph", "RulePages", "RuleBook", "Rules", "Reports", "Diagrams",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    module(
      "LanguageServer",
      [
        "Files", "Loading", "Configuration", "Linting", "Writing", "Findings", "YAMLTree", "Catalog", "Readers",
        "Graph", "RuleBook", "RulePages", "Reports",
      ]),
    module(
      "EventLintKit",
      ["Files", "Loading", "Configuration", "Linting", "Commands", "Writing", "Findings", "Reports", "Diagrams"]),
    .executableTarget(
      name: "eventlint",
      dependencies: [
        "Platform", "Commands", "LanguageServer", "Linting", "Loading", "Files", "Writing", "Findings", "Reports",
        "Diagrams",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    // The build binds the pages of rules/ into RuleBook and Rules, and HTML, CSS and JavaScript into Diagrams.
    .executableTarget(
      name: "bind-files", dependencies: ["Platform", "YAMLTree", "RulePages", "Findings"], swiftSettings: settings),
    .plugin(name: "BindFiles", capability: .buildTool(), dependencies: ["bind-files"], path: "Sources/BindFiles"),

    // Our own bench; never shipped.
    module("Corpus", ["Findings", "YAMLTree"]),
    .executableTarget(
      name: "eventlint-dev",
      dependencies: [
        "Platform", "Commands", "Configuration", "Linting", "Loading", "Files", "Findings", "Writing", "RuleBook",
        "RulePages", "Rules", "Corpus", "YAMLTree",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "compare-schemas", dependencies: ["Platform", "Writing", "Findings", "YAMLTree", "Schemas", "Contracts"],
      swiftSettings: settings),
    .executableTarget(name: "yardstick", dependencies: ["CLibYAML"], path: "Sources/yardstick"),

    .target(
      name: "TestSupport",
      dependencies: house, path: "Tests/Support",
      swiftSettings: settings),
    tests("WritingTests", ["Writing"]),
    tests("FindingsTests", ["Findings"]),
    tests("FilesTests", ["Files", "Findings", "TestSupport"]),
    tests("LinkingTests", ["Linking", "Graph", "Catalog", "Findings", "Readers", "YAMLTree", "TestSupport"]),
    tests(
      "LintingTests",
      ["Linting", "Configuration", "Loading", "Files", "Findings", "Reports", "Writing", "TestSupport"]),
    tests("YAMLTreeTests", ["YAMLTree", "Findings", "Corpus"]),
    tests("CatalogTests", ["Catalog", "Findings", "Readers", "TestSupport"]),
    tests("SchemasTests", ["Linking", "Schemas", "Catalog", "Findings", "YAMLTree"]),
    tests("ContractsTests", ["Contracts", "Schemas", "Catalog", "Findings", "YAMLTree"]),
    tests(
      "ReadersTests", ["Linking", "Readers", "Schemas", "Catalog", "Findings", "YAMLTree", "Graph", "TestSupport"]),
    tests("NamingTests", ["Naming"]),
    tests("GraphTests", ["Linking", "Graph", "Catalog", "TestSupport", "Corpus"]),
    tests("RuleBookTests", house + ["TestSupport", "Corpus"]),
    tests("ReportsTests", house + ["TestSupport"]),
    tests("DiagramsTests", house + ["TestSupport"]),
    tests("EventLintKitTests", house + ["TestSupport"]),
    tests("GoldenTests", house + ["TestSupport"]),
    tests("HouseTests", ["RuleBook", "RulePages", "Rules", "Findings"]),
  ],
  swiftLanguageModes: [.v6]
)

if fuzzing {
  package.targets.append(
    .executableTarget(
      name: "eventlint-fuzz", dependencies: house + ["Corpus"],
      swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])]))
}
