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
    for files in small ? [1_000, 10_000] : [1_000, 10_000, 100_000] {
      let folder = try tree(files)
      let pair = compare(files == 100_000 ? 3 : 7, [yardstick, folder], tool: [tool, "lint", "--isolated", folder])
      let bytes = try size(of: folder)
      print(
        "\(files) files, \((Double(bytes) / 1e6).rounded(to: 1)) MB: "
          + "cpu \(pair.cpu) of yardstick, wall \(pair.wall), memory \(pair.memory)")
      if files == 10_000 {
        goals.expect("lint of 10,000 files: CPU of yardstick", pair.tool.cpu / pair.yardstick.cpu, atMost: 0.6)
        goals.expect("lint of 10,000 files: wall of yardstick", pair.tool.wall / pair.yardstick.wall, atMost: 0.35)
      }
      goals.expect("memory of \(files) files: MB", Double(pair.tool.memory) / 1e6, atMost: memoryGoal(bytes))
    }
    if !small {
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

  /// The memory that a run may take, in MB: 117 for the 212 MB of 100,000 files, 20 of them for an empty run.
  private func memoryGoal(_ bytes: Int) -> Double { 20 + 97.0 / 212 * Double(bytes) / 1e6 }

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

  /// Measures the growth of work from 100,000 to 1,000,000 messages, ten in a file. Seconds grow faster than the
  /// instructions, since a larger system does not fit into the processor's caches.
  private func measureMessages(_ tool: String, _ goals: inout Goals) throws {
    let callgrind = Callgrind(of: tool, scratch: corpora)
    let instructions = try [10_000, 100_000].map { files -> Double? in
      let folder = try CorpusFolder.messages(files: files, under: corpora)
      let arguments = ["lint", "--isolated", "--fail-on", "never"]
      let run = median((0..<3).map { _ in Run.run([tool] + arguments + [folder]) })
      print(
        "\(files * 10) messages in \(files) files: \(run.wall.rounded(to: 2)) s, "
          + "CPU \(run.cpu.rounded(to: 2)) s, memory \((Double(run.memory) / 1e6).rounded(to: 0)) MB")
      if run.status != 0 { goals.fail("\(files * 10) messages: exit code \(run.status)") }
      return callgrind?.instructions(arguments + ["--jobs", "1", FilePaths.absolute(folder)])
    }
    guard let small = instructions[0], let large = instructions[1] else { return }
    goals.expect("growth from 100,000 to 1,000,000 messages: exponent", log(large / small) / log(10), atMost: 1.05)
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
    func count(_ files: Int) throws -> (ours: Double, yardstick: Double, bytes: Double) {
      let folder = FilePaths.absolute(try tree(files))
      return (
        ours.instructions(["lint", "--isolated", "--jobs", "1", folder]), theirs.instructions([folder]),
        Double(try size(of: folder))
      )
    }
    let (small, large) = (try count(1_000), try count(10_000))
    for (files, count) in [("1,000", small), ("10,000", large)] {
      print(
        "instructions over \(files) files: \((count.ours / 1e6).rounded(to: 1)) M against "
          + "\((count.yardstick / 1e6).rounded(to: 1)) M")
      goals.expect("instructions over \(files) files: of yardstick", count.ours / count.yardstick, atMost: 0.6)
    }
    goals.expect(
      "growth from 1,000 to 10,000 files: exponent", log(large.ours / small.ours) / log(large.bytes / small.bytes),
      atMost: 1.05)
  }

  /// Measures each rule relative to reading and linking the same files with one worker, and how its work grows: not
  /// faster than its input or, where these grow faster, than its findings. Work is counted in instructions. In smaller
  /// corpora, events have fewer consumers and entities fewer events.
  private func measureRules(_ tool: String, _ goals: inout Goals) throws {
    guard let callgrind = Callgrind(of: tool, scratch: corpora) else { return }
    let shared = "facts shared by rules"
    var last: (bytes: Double, costs: [String: RuleCost])?
    for files in [2_000, 8_000] {
      let folder = FilePaths.absolute(try tree(files))
      let bytes = Double(try size(of: folder))
      let findings = Run.output([tool, "rule-costs", folder], scratch: corpora).split(separator: "\n").compactMap {
        Int($0)
      }
      let counts = callgrind.parts(["rule-costs", folder], endingWith: RuleCosts.marker)
      let names = Rule.all.map(\.page.id.name)
      guard counts.count >= names.count + 3, findings.count == names.count else {
        return goals.fail("valgrind counted \(counts.count) parts, and rules \(findings.count) numbers of findings")
      }
      let (loading, facts) = (counts[0], counts[2])
      let costs = zip(counts.dropFirst(3), findings).map { RuleCost(instructions: $0, findings: $1) }
      let rules = zip(names, costs).sorted { ($1.1.instructions, $0.0) < ($0.1.instructions, $1.0) }
      print(
        "\(files) files: \(shared) \((facts / loading * 100).rounded(to: 1)) % of reading and linking; "
          + "most expensive rules:")
      for (name, cost) in rules.prefix(20) {
        print("  \((cost.instructions / loading * 100).rounded(to: 2)) %  \(name), \(cost.findings) findings")
      }
      let all = costs.reduce(0) { $0 + $1.instructions }
      print("  \((all / loading * 100).rounded(to: 1)) %  all \(rules.count) together")
      if let (name, cost) = rules.first {
        goals.expect(
          "most expensive rule, \(name), over \(files) files: of reading and linking", cost.instructions / loading,
          atMost: 0.1)
      }
      let parts = [("reading and linking", RuleCost(instructions: loading)), (shared, RuleCost(instructions: facts))]
      for (name, cost) in parts + rules.prefix(20) {
        guard let last, let before = last.costs[name], before.instructions > 10_000 else { continue }
        let output = Double(cost.findings) / Double(max(before.findings, 1))
        goals.expect(
          "growth of \(name): exponent",
          log(cost.instructions / before.instructions) / log(max(bytes / last.bytes, output)), atMost: 1.15)
      }
      last = (bytes, Dictionary(uniqueKeysWithValues: parts + rules))
    }
  }

  /// What one rule takes and finds.
  private struct RuleCost {
    var instructions: Double
    var findings = 0
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
