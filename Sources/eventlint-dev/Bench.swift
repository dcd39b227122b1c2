import ArgumentParser
import Commands
import Corpus
import Files
import Findings
import Loading
import Platform
import RulePages
import Rules

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
    try CorpusFolder.make(corpora)
    guard !rules else {
      var goals = Goals()
      try measureRules(try program(), &goals)
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
        goals.expect("lint of 10,000 files: CPU of yardstick", pair.tool.cpu / pair.yardstick.cpu, atMost: 0.6)
        goals.expect("lint of 10,000 files: wall of yardstick", pair.tool.wall / pair.yardstick.wall, atMost: 0.35)
      }
      goals.expect("memory of \(files) files: MB", Double(pair.tool.memory) / 1e6, atMost: memoryGoal(bytes))
    }
    let small = cpu[1_000] ?? .nan
    for (files, factor) in [(10_000, 10.0), (100_000, 100.0)] {
      guard let large = cpu[files] else { continue }
      goals.expect(
        "growth of CPU from 1,000 to \(files) files: exponent", log(large / small) / log(factor), atMost: 1.05)
    }
    if !self.small {
      try measureOneFile(tool, yardstick, goals: &goals)
      try measureMessages(tool, &goals)
    }
    try measureParsing(yardstick, &goals)
    try measurePeers(tool, &goals)
    try measureStart(tool, yardstick, goals: &goals)
    try measureHostile(tool, &goals)
    try measureInstructions(tool, yardstick, goals: &goals)
    try measureRules(try program(), &goals)
    try measureGrowth(tool, &goals)
    guard goals.areMet else { throw ExitCode(1) }
  }

  // MARK: Parts

  /// The memory that a run may take, in MB: 117 for the 230 MB of 100,000 files, as measured in the first edition.
  private func memoryGoal(_ bytes: Int) -> Double { 20 + 0.422 * Double(bytes) / 1e6 }

  /// Measures the growth of work with inputs of hostile shapes, as an exponent of the bytes: 1 is linear. Instructions
  /// are counted, since seconds depend on what else runs. The work of an almost empty run is subtracted.
  private func measureGrowth(_ tool: String, _ goals: inout Goals) throws {
    guard let callgrind = Callgrind(of: tool, scratch: corpora) else { return }
    for family in Family.all {
      func measured(_ count: Int) throws -> (instructions: Double, bytes: Int) {
        let folder = "\(corpora)/growth"
        try CorpusFolder.make(folder)
        for name in ["catalog.yaml", "api.yaml", ".eventlint.yml"] { unlink("\(folder)/\(name)") }
        let files = family.files(count)
        for file in files { try CorpusFolder.write(file.text, to: "\(folder)/\(file.path)") }
        return (
          callgrind.instructions(family.arguments, in: folder), files.reduce(0) { $0 + $1.text.utf8.count }
        )
      }
      let (floor, part, whole) = (try measured(2), try measured(family.size / 32), try measured(family.size / 4))
      let exponent =
        log(max(whole.instructions - floor.instructions, 1) / max(part.instructions - floor.instructions, 1))
        / log(Double(whole.bytes) / Double(part.bytes))
      print("\(family.name), \(family.size / 4): \((whole.instructions / 1e6).rounded(to: 0)) M instructions")
      goals.expect("growth of \(family.name): exponent", exponent, atMost: 1.15)
    }
  }

  /// Measures the growth from 100,000 to 1,000,000 messages, ten in a file.
  private func measureMessages(_ tool: String, _ goals: inout Goals) throws {
    let times = try [10_000, 100_000].map { files -> Double in
      let folder = try CorpusFolder.messages(files: files, under: corpora)
      let run = median((0..<3).map { _ in Run.run([tool, "lint", "--isolated", "--fail-on", "never", folder]) })
      print(
        "\(files * 10) messages in \(files) files: \(run.wall.rounded(to: 2)) s, "
          + "CPU \(run.cpu.rounded(to: 2)) s, memory \((Double(run.memory) / 1e6).rounded(to: 0)) MB")
      if run.status != 0 { goals.fail("\(files * 10) messages: exit code \(run.status)") }
      return run.cpu
    }
    goals.expect(
      "growth of CPU from 100,000 to 1,000,000 messages: exponent", log(times[1] / times[0]) / log(10), atMost: 1.05)
  }

  /// Measures parsing alone, with the bytes in memory, against libyaml's bare loop.
  private func measureParsing(_ yardstick: String, _ goals: inout Goals) throws {
    let folder = try tree(10_000)
    let report = Run.output([yardstick, folder], scratch: corpora)
    // "N files, N bytes, N events, N seconds"
    let words = report.split(separator: " ").map(String.init)
    guard words.count >= 8, let bytes = Double(words[2]), let theirs = Double(words[6]) else {
      return goals.fail("the yardstick says: \(report)")
    }
    let ours = ParseTime.measure(files: 10_000)
    print(
      "parsing alone: \((bytes / ours / 1e6).rounded(to: 0)) MB/s against \((bytes / theirs / 1e6).rounded(to: 0)) of "
        + "libyaml's bare loop")
    goals.expect("parsing alone: times the speed of libyaml's bare loop", theirs / ours, atLeast: 4)
  }

  /// Measures other linters of YAML on the same files, if they can be installed or are on the path: ryl (Rust) and
  /// yamllint (Python). What they check differs; none looks at more than one file.
  private func measurePeers(_ tool: String, _ goals: inout Goals) throws {
    let folder = try tree(10_000)
    for (peer, times, command) in [
      ("ryl", 6.0, ["ryl", "--no-cache", "-d", "extends: default", folder]),
      ("yamllint", 500.0, ["yamllint", "-d", "extends: default", folder]),
    ] {
      guard Run.run([peer, "--version"]).status == 0 else {
        print("\(peer) is not installed: no comparison with it")
        continue
      }
      let count = peer == "ryl" ? 5 : 1
      let ours = median((0..<5).map { _ in Run.run([tool, "lint", "--isolated", folder]) })
      let theirs = median((0..<count).map { _ in Run.run(command) })
      print("\(peer): \(theirs.wall.rounded(to: 2)) s against \(ours.wall.rounded(to: 3)) s")
      if theirs.status > 1 { goals.fail("\(peer): exit code \(theirs.status)") }
      goals.expect("times faster than \(peer)", theirs.wall / ours.wall, atLeast: times)
    }
  }

  private func measureOneFile(_ tool: String, _ yardstick: String, goals: inout Goals) throws {
    let path = "\(corpora)/one-100mb.yaml"
    if !FilePaths.exists(path) {
      var corpus = Corpus(files: 45_000)
      var writer = try CorpusFolder.Writer(path)
      corpus.forEachPartOfOneFile { writer.write($0) }
      writer.close()
    }
    let pair = compare(3, [yardstick, path], tool: [tool, "lint", "--isolated", path])
    let bytes = Double(FileBytes.read(path)?.count ?? 0)
    print("one file of \((bytes / 1e6).rounded(to: 1)) MB: cpu \(pair.cpu), wall \(pair.wall), memory \(pair.memory)")
    goals.expect("memory of one large file: times its size", Double(pair.tool.memory) / bytes, atMost: 2.5)
  }

  private func measureStart(_ tool: String, _ yardstick: String, goals: inout Goals) throws {
    let path = "\(corpora)/one-service.yaml"
    try CorpusFolder.write("eventlint: 1\nservices: {checkout: {publishes: OrderPlaced}}\n", to: path)
    let pair = compare(50, [yardstick, path], tool: [tool, "lint", path])
    goals.expect(
      "start to exit on one service, above the C program: ms", (pair.tool.wall - pair.yardstick.wall) * 1000,
      atMost: 1.5)
    // Options take a parser, which takes longer than all else here.
    let withOption = compare(50, [yardstick, path], tool: [tool, "lint", "--isolated", path])
    let above = (withOption.tool.wall - withOption.yardstick.wall) * 1000
    print("start to exit on one service with an option, above the C program: \(above.rounded(to: 1)) ms")
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
      try CorpusFolder.write(text, to: path)
      let run = Run.run([tool, "lint", "--isolated", path])
      goals.expect("\(name): seconds", run.wall, atMost: 1)
      if run.status > 1 { goals.fail("\(name): exit code \(run.status)") }
    }
  }

  /// Measures instruction counts, which are the same in each run and thus reliable as a gate, unlike seconds.
  private func measureInstructions(_ tool: String, _ yardstick: String, goals: inout Goals) throws {
    guard let ours = Callgrind(of: tool, scratch: corpora), let theirs = Callgrind(of: yardstick, scratch: corpora)
    else { return }
    let folder = FilePaths.absolute(try tree(1_000))
    let count = ours.instructions(["lint", "--isolated", "--jobs", "1", folder])
    let floor = theirs.instructions([folder])
    print("instructions over 1,000 files: \((count / 1e6).rounded(to: 1)) M against \((floor / 1e6).rounded(to: 1)) M")
    goals.expect("instructions over 1,000 files: of yardstick", count / floor, atMost: 0.6)
  }

  /// Measures each rule relative to reading and linking the same files with one worker, and how its work grows. Both
  /// count instructions.
  private func measureRules(_ tool: String, _ goals: inout Goals) throws {
    guard let callgrind = Callgrind(of: tool, scratch: corpora) else { return }
    var last: [String: Double] = [:]
    for files in [500, 5_000] {
      let folder = FilePaths.absolute(try tree(files))
      let parts = callgrind.parts(["rule-costs", folder], endingWith: RuleCosts.marker)
      let names = ["reading and linking", "the allocator", "facts"] + Rule.all.map(\.page.id.name)
      guard parts.count >= names.count else { return goals.fail("valgrind counted \(parts.count) parts") }
      let (loading, facts) = (parts[0], parts[2])
      let rules = zip(names, parts).dropFirst(3).map { ($0, max($1 - facts, 0)) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
      print(
        "\(files) files: facts shared by rules \((facts / loading * 100).rounded(to: 1)) % of reading and linking; "
          + "most expensive rules:")
      for (name, count) in rules.prefix(20) { print("  \((count / loading * 100).rounded(to: 2)) %  \(name)") }
      print("  \((rules.reduce(0) { $0 + $1.1 } / loading * 100).rounded(to: 1)) %  all \(rules.count) together")
      if let (name, count) = rules.first {
        goals.expect(
          "most expensive rule, \(name), over \(files) files: of reading and linking", count / loading, atMost: 0.1)
      }
      for (name, count) in rules.prefix(20) {
        guard let before = last[name], before > 10_000 else { continue }
        goals.expect("growth of \(name): exponent", log(count / before) / log(10), atMost: 1.15)
      }
      last = Dictionary(uniqueKeysWithValues: rules.map { ($0.0, $0.1) })
    }
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

  private func tree(_ files: Int) throws -> String { try CorpusFolder.tree(files: files, under: corpora) }

  /// This program, which measures its parts under valgrind.
  private func program() throws -> String {
    guard let path = CommandLine.arguments.first, FilePaths.exists(path) else {
      throw ValidationError("call this program by its path")
    }
    return path
  }

  private func size(of folder: String) throws -> Int {
    try Inputs.find([folder], exclude: []).inputs.reduce(0) { $0 + Int(FileBytes.stamp($1.path)?.size ?? 0) }
  }
}
