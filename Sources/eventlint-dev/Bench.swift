import ArgumentParser
import Commands
import Corpus
import Files
import Loading
import Platform

/// The benchmark of whole runs against the yardstick, interleaved in one call: ratios are comparable between machines,
/// seconds are not.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure lint against the yardstick and check the performance goals.")

  @Option(help: "The folder with release builds of eventlint and yardstick.") var binaries = ".build-release/release"
  @Option(help: "The folder for generated corpora.") var corpora = ".build-bench"
  @Flag(help: "Skip the corpus of 100,000 files and the file of 100 MB.") var small = false

  @Flag(help: "Only measure the rules one by one.") var rules = false
  @Flag(help: "Only measure the growth of time with inputs of hostile shapes.") var growth = false

  func run() throws {
    try makeFolder(corpora)
    guard !rules else {
      var goals = Goals()
      try measureRules(&goals)
      guard goals.areMet else { throw ExitCode(1) }
      return
    }
    let tool = "\(binaries)/eventlint"
    guard !growth else {
      var goals = Goals()
      try measureGrowth(tool, &goals)
      guard goals.areMet else { throw ExitCode(1) }
      return
    }
    let yardstick = "\(binaries)/yardstick"
    var goals = Goals()
    var cpu: [Int: Double] = [:]
    for files in small ? [1_000, 10_000] : [1_000, 10_000, 100_000] {
      let folder = try tree(files)
      let pair = compare(files == 100_000 ? 3 : 7, [yardstick, folder], tool: [tool, "lint", "--isolated", folder])
      let bytes = try size(of: folder)
      cpu[files] = pair.tool.cpu
      print(
        "\(files) files, \((Double(bytes) / 1e6).rounded(to: 1)) MB: "
          + "cpu \(pair.cpu) of yardstick, wall \(pair.wall), memory \(pair.memory)")
      if files == 10_000 {
        goals.expect("lint of 10,000 files: CPU of yardstick", pair.tool.cpu / pair.yardstick.cpu, atMost: 1.6)
        goals.expect("lint of 10,000 files: wall of yardstick", pair.tool.wall / pair.yardstick.wall, atMost: 0.9)
      }
      goals.expect(
        "memory of \(files) files: MB", Double(pair.tool.memory) / 1e6, atMost: 20 + 0.5 * Double(bytes) / 1e6)
    }
    let small = cpu[1_000] ?? .nan
    for (files, factor) in [(10_000, 10.0), (100_000, 100.0)] {
      guard let large = cpu[files] else { continue }
      goals.expect(
        "growth of CPU from 1,000 to \(files) files: exponent", log(large / small) / log(factor), atMost: 1.05)
    }
    if !self.small { try measureOneFile(tool, yardstick, goals: &goals) }
    try measureStart(tool, yardstick, goals: &goals)
    try measureHostile(tool, &goals)
    try measureInstructions(tool, yardstick, goals: &goals)
    try measureRules(&goals)
    try measureGrowth(tool, &goals)
    guard goals.areMet else { throw ExitCode(1) }
  }

  // MARK: Parts

  /// Measures the growth of processor time between a quarter of a size and the whole, as an exponent of the bytes: 1 is
  /// linear. The time of an almost empty run is subtracted. Starting at a half, the step from one cache to the next
  /// would count as growth.
  private func measureGrowth(_ tool: String, _ goals: inout Goals) throws {
    let program = FilePaths.absolute(tool)
    func measured(_ family: Family, _ count: Int) throws -> (run: Run, bytes: Int) {
      let folder = "\(corpora)/growth"
      try makeFolder(folder)
      let files = family.files(count)
      for name in ["catalog.yaml", "api.yaml", ".eventlint.yml"] { unlink("\(folder)/\(name)") }
      for file in files { try Writer.write(file.text, to: "\(folder)/\(file.path)") }
      let runs = (0..<3).map { _ in Run.run(["env", "-C", folder, program] + family.arguments) }
      var best = runs[0]
      best.cpu = runs.map(\.cpu).min() ?? .nan
      best.memory = runs.map(\.memory).max() ?? 0
      return (best, files.reduce(0) { $0 + $1.text.utf8.count })
    }
    for family in Family.all {
      let (floor, part, whole) = (
        try measured(family, 2), try measured(family, family.size / 4), try measured(family, family.size)
      )
      let exponent =
        log(max(whole.run.cpu - floor.run.cpu, 0.001) / max(part.run.cpu - floor.run.cpu, 0.001))
        / log(Double(whole.bytes) / Double(part.bytes))
      let memory = (Double(whole.run.memory) / 1e6).rounded(to: 0)
      print(
        "\(family.name), \(family.size): \((whole.run.cpu * 1000).rounded(to: 0)) ms, "
          + "\(memory) MB of \((Double(whole.bytes) / 1e6).rounded(to: 2)) MB")
      goals.expect("growth of \(family.name): exponent", exponent, atMost: 1.15)
      if whole.run.status > 1 { goals.fail("\(family.name): exit code \(whole.run.status)") }
    }
  }

  private func measureOneFile(_ tool: String, _ yardstick: String, goals: inout Goals) throws {
    let path = "\(corpora)/one-100mb.yaml"
    if !FilePaths.exists(path) {
      var corpus = Corpus(files: 45_000)
      var writer = try Writer(path)
      corpus.forEachPartOfOneFile { writer.write($0) }
      writer.close()
    }
    let pair = compare(3, [yardstick, path], tool: [tool, "lint", "--isolated", path])
    let bytes = Double(FileBytes.read(path)?.count ?? 0)
    print("one file of \((bytes / 1e6).rounded(to: 1)) MB: cpu \(pair.cpu), wall \(pair.wall), memory \(pair.memory)")
    goals.expect("memory of one large file: times its size", Double(pair.tool.memory) / bytes, atMost: 5)
  }

  private func measureStart(_ tool: String, _ yardstick: String, goals: inout Goals) throws {
    let path = "\(corpora)/one-service.yaml"
    try Writer.write("eventlint: 1\nservices: {checkout: {publishes: OrderPlaced}}\n", to: path)
    let pair = compare(50, [yardstick, path], tool: [tool, "lint", "--isolated", path])
    goals.expect(
      "start to exit on one service, above the C program: ms", (pair.tool.wall - pair.yardstick.wall) * 1000, atMost: 5)
  }

  private func measureHostile(_ tool: String, _ goals: inout Goals) throws {
    let million = (0..<1_000_000).map { "k\($0): 1\n" }.joined()
    let texts = [
      ("100 KB of [", String(repeating: "[", count: 100_000)), ("100 KB of {", String(repeating: "{", count: 100_000)),
      ("64 KB of aliases", "eventlint: 1\nx: [&a a" + String(repeating: ",*a", count: 21_800) + "]\n"),
      ("a million keys", "eventlint: 1\n" + million),
      ("a line of 10 MB", "eventlint: 1\nx-a: " + String(repeating: "a", count: 10_000_000) + "\n"),
    ]
    for (name, text) in texts {
      let path = "\(corpora)/hostile.yaml"
      try Writer.write(text, to: path)
      let run = Run.run([tool, "lint", "--isolated", path])
      goals.expect("\(name): seconds", run.wall, atMost: 1)
      if run.status > 1 { goals.fail("\(name): exit code \(run.status)") }
    }
  }

  /// Measures instruction counts, which are the same in each run and thus reliable as a gate, unlike seconds.
  private func measureInstructions(_ tool: String, _ yardstick: String, goals: inout Goals) throws {
    guard Run.run(["valgrind", "--version"]).status == 0 else {
      return print("valgrind is not installed: no instruction count")
    }
    let folder = try tree(1_000)
    // valgrind cannot read Swift's debug information.
    let stripped = "\(corpora)/eventlint-stripped"
    guard Run.run(["strip", "-o", stripped, tool]).status == 0 else {
      return print("strip is not installed: no instruction count")
    }
    let ours = instructions([stripped, "lint", "--isolated", "--jobs", "1", folder])
    let theirs = instructions([yardstick, folder])
    print("instructions over 1,000 files: \((ours / 1e6).rounded(to: 1)) M against \((theirs / 1e6).rounded(to: 1)) M")
    goals.expect("instructions over 1,000 files: of yardstick", ours / theirs, atMost: 1.6)
  }

  /// Measures each rule relative to reading and linking the same files with one worker.
  private func measureRules(_ goals: inout Goals) throws {
    var last: [String: Double] = [:]
    for files in small ? [1_000, 10_000] : [10_000, 100_000] {
      let folder = try tree(files)
      let start = clock()
      let system = try LoadedCatalog.load([folder], jobs: 1)
      let parse = Double(clock() - start) / Double(CLOCKS_PER_SEC)
      let costs = RuleCosts.measure(system)
      print(
        "\(files) files: facts shared by rules \((costs.facts / parse * 100).rounded(to: 1)) % of reading and linking; "
          + "most expensive rules:")
      for rule in costs.rules.prefix(40) {
        print("  \((rule.seconds / parse * 100).rounded(to: 2)) %  \(rule.name)  (\(rule.findings) findings)")
      }
      let all = costs.rules.reduce(0) { $0 + $1.seconds }
      print("  \((all / parse * 100).rounded(to: 1)) %  all \(costs.rules.count) together")
      if let slowest = costs.rules.first {
        goals.expect(
          "most expensive rule, \(slowest.name), over \(files) files: of reading and linking", slowest.seconds / parse,
          atMost: 0.1)
      }
      for rule in costs.rules.prefix(12) {
        // Times below a millisecond are too short to measure growth.
        if let before = last[rule.name], before > 0.001 {
          goals.expect("growth of \(rule.name): exponent", log(rule.seconds / before) / log(10), atMost: 1.15)
        }
      }
      last = Dictionary(uniqueKeysWithValues: costs.rules.map { ($0.name, $0.seconds) })
    }
  }

  private func instructions(_ command: [String]) -> Double {
    let out = "\(corpora)/callgrind.out"
    _ = Run.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=\(out)"] + command)
    let text = String(decoding: FileBytes.read(out) ?? [], as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("summary:") || $0.hasPrefix("totals:") }
    return line.flatMap { Double($0.split(separator: " ").last ?? "") } ?? .nan
  }

  // MARK: Helpers

  private struct Pair {
    var yardstick: Run
    var tool: Run

    var cpu: String { ratio(tool.cpu, yardstick.cpu) }
    var wall: String { ratio(tool.wall, yardstick.wall) }
    var memory: String { "\((Double(tool.memory) / 1e6).rounded(to: 1)) MB" }

    private func ratio(_ ours: Double, _ theirs: Double) -> String {
      "\((ours / theirs).rounded(to: 2)) (\((ours * 1000).rounded(to: 1)) of \((theirs * 1000).rounded(to: 1)) ms)"
    }
  }

  /// The medians of alternating runs.
  private func compare(_ count: Int, _ yardstick: [String], tool: [String]) -> Pair {
    var theirs: [Run] = []
    var ours: [Run] = []
    for _ in 0..<count {
      theirs.append(Run.run(yardstick))
      ours.append(Run.run(tool))
    }
    return Pair(yardstick: median(theirs), tool: median(ours))
  }

  private func median(_ runs: [Run]) -> Run {
    Run(
      wall: runs.map(\.wall).median, cpu: runs.map(\.cpu).median, memory: runs.map(\.memory).max() ?? 0,
      status: runs.map(\.status).max() ?? 0)
  }

  private func tree(_ files: Int) throws -> String {
    let folder = "\(corpora)/tree-\(files)"
    guard !FilePaths.exists("\(folder)/done") else { return folder }
    var corpus = Corpus(files: files)
    var known: Set<String> = []
    try corpus.eachFile { file in
      let path = "\(folder)/\(file.path)"
      if let parent = FilePaths.parent(path), known.insert(parent).inserted { try makeFolder(parent) }
      try Writer.write(file.text, to: path)
    }
    try Writer.write("", to: "\(folder)/done")
    return folder
  }

  private func size(of folder: String) throws -> Int {
    var corpus = Corpus(files: Int(folder.split(separator: "-").last ?? "") ?? 0)
    var bytes = 0
    corpus.eachFile { bytes += $0.text.utf8.count }
    return bytes
  }

  private func makeFolder(_ path: String) throws {
    var folder = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      folder = FilePaths.joined(folder, String(part))
      mkdir(folder, 0o755)
    }
    guard FilePaths.isFolder(path) else { throw ValidationError("cannot create \(path)") }
  }
}

/// A writer for large files, part by part.
private struct Writer {
  private let file: UnsafeMutablePointer<FILE>

  init(_ path: String) throws {
    guard let file = fopen(path, "w") else { throw ValidationError("cannot write \(path)") }
    self.file = file
  }

  /// Writes a whole file without syncing to disk: corpora can be generated again.
  static func write(_ text: String, to path: String) throws {
    var writer = try Writer(path)
    writer.write(text)
    writer.close()
  }

  mutating func write(_ text: String) { fputs(text, file) }

  mutating func close() { fclose(file) }
}

/// The performance goals, printed as they are checked.
private struct Goals {
  private(set) var areMet = true

  mutating func expect(_ what: String, _ value: Double, atMost limit: Double) {
    let isMet = value <= limit
    areMet = areMet && isMet
    print("\(isMet ? "met   " : "MISSED")  \(what) \(value.rounded(to: 3)), at most \(limit.rounded(to: 3))")
  }

  mutating func fail(_ what: String) {
    areMet = false
    print("MISSED  \(what)")
  }
}
