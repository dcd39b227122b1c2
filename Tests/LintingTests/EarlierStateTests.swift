import Files
import Findings
import Foundation
import Linting
import TestSupport
import Testing
import Writing

/// An event with these fields that crosses contexts.
private func shop(_ fields: String, event: String = "OrderPlaced", file: String = "shop") -> String {
  """
  eventlint: 1
  services:
    \(file): {publishes: \(event), context: sales}
    \(file)-mail: {consumes: [\(event)], context: letters}
  events: {\(event): {payload: {\(fields)}}}

  """
}

/// The same with the fields in a schema file.
private let schemaShop = """
  eventlint: 1
  services:
    shop: {publishes: OrderPlaced, context: sales}
    mail: {consumes: [OrderPlaced], context: letters}
  events: {OrderPlaced: {schema: order.json}}

  """

private func schema(_ fields: String...) -> String {
  let properties = fields.map { "\"\($0)\": {\"type\": \"string\"}" }.joined(separator: ",\n    ")
  let required = fields.map { "\"\($0)\"" }.joined(separator: ", ")
  return """
    {
      "type": "object",
      "properties": {
        \(properties)
      },
      "required": [\(required)]
    }

    """
}

/// The contract changes of a call, each as its message.
private func changes(
  _ paths: [String], against: [String] = [], isTip: Bool = false, newSince: String? = nil, configuration: String? = nil
) throws -> [String] {
  var request = LintRequest()
  request.paths = paths
  request.against = against
  request.againstTip = isTip
  request.newSince = newSince
  request.configuration = configuration
  request.isIsolated = configuration == nil
  request.select = ["breaking-change", "syntax"]
  return try Linter.judge(request).findings.map(\.message)
}

/// The error of a call; nil if there is none.
private func mistake(_ body: () throws -> some Any) throws -> String? {
  do { _ = try body() } catch let error as UsageError { return error.message }
  return nil
}

/// A repository with `main` at fields a, b, c; `feature` without b; and `main` went on without c.
private func withBranches(_ body: (TestRepository) throws -> Void) throws {
  try withTemporaryFolder { folder in
    let repository = try TestRepository(folder)
    try repository.commit(["catalog/shop.yaml": shop("a: string, b: string, c: string")])
    try repository.git("tag", "v1.2")
    try repository.git("switch", "-q", "-c", "feature")
    try repository.commit(["catalog/shop.yaml": shop("a: string, c: string")])
    try repository.git("switch", "-q", "main")
    try repository.commit(["catalog/shop.yaml": shop("a: string, b: string, c: string, d: string")])
    try repository.git("switch", "-q", "feature")
    try body(repository)
  }
}

/// Comparisons with earlier states in real repositories.
@Suite struct EarlierStateTests {}

extension EarlierStateTests {
  @Suite struct RevisionTests {
    private static let lostB = ["OrderPlaced: b was removed"]
    private static let lostBD = ["OrderPlaced: b was removed", "OrderPlaced: d was removed"]

    @Test("a revision stands for its merge base with HEAD, or for itself")
    func mergeBaseAndTip() async throws {
      try await offThePool {
        try withBranches { repository in
          let folder = repository.folder
          let sha = try repository.git("rev-parse", "main")
          for name in ["main", "v1.2", "HEAD~1", "git:main", sha, String(sha.prefix(9)), "feature^", "HEAD^{/state}~1"]
          {
            #expect(try changes([folder], against: [name]) == Self.lostB, "\(name)")
          }
          for name in ["main", "git:main", sha] {
            #expect(try changes([folder], against: [name], isTip: true) == Self.lostBD, "\(name)")
          }
          #expect(try changes([folder], against: ["HEAD"]).isEmpty)
          #expect(try changes([folder], newSince: "main") == Self.lostB)
          // Each as it says.
          #expect(try changes([folder], against: ["main"], isTip: true, newSince: "main") == Self.lostBD)
          #expect(try changes([folder], against: ["HEAD"], newSince: "main").isEmpty)
          try repository.write("catalog/shop.yaml", shop("c: string"))
          #expect(try changes([folder], against: ["HEAD"]) == ["OrderPlaced: a was removed"])
        }
      }
    }

    @Test("a path at a revision, also one that is no longer there")
    func pathAtRevision() async throws {
      try await offThePool {
        try withBranches { repository in
          let folder = repository.folder
          try repository.git("mv", "catalog", "moved")
          try repository.commit()
          for word in [
            "main:catalog", "main:catalog/shop.yaml", "git:main:catalog/", "main:", "main:catalog/../catalog",
          ] {
            #expect(try changes([folder], against: [word]) == Self.lostBD, "\(word)")
          }
          #expect(try changes(["\(folder)/moved"], against: ["v1.2:catalog"]) == Self.lostB)
          for word in ["main:moved", "main:../catalog", "main:catalog/shop.yam", "main:/catalog/none"] {
            #expect(
              try mistake { try changes([folder], against: [word]) }?.contains("no such file or folder in main") == true
            )
          }
        }
      }
    }

    @Test("the paths of the call are read on both sides; a renamed file is the same contract")
    func pathsOfTheCall() async throws {
      try await offThePool {
        try withTemporaryFolder { folder in
          let repository = try TestRepository(folder)
          try repository.commit([
            "a/shop.yaml": shop("a: string, b: string"),
            "b/shop.yaml": shop("a: string, b: string", event: "GoodsSent", file: "store"),
          ])
          try repository.commit([
            "a/shop.yaml": shop("a: string"), "b/shop.yaml": shop("a: string", event: "GoodsSent", file: "store"),
          ])
          #expect(try changes(["\(folder)/b"], against: ["HEAD~1"]) == ["GoodsSent: b was removed"])
          try repository.git("mv", "b/shop.yaml", "b/store.yaml")
          try repository.commit()
          #expect(try changes(["\(folder)/b"], against: ["HEAD~2"]) == ["GoodsSent: b was removed"])
          // A file that became a link to another folder is still what it was.
          try repository.git("mv", "a/shop.yaml", "b/other.yaml")
          try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/a/shop.yaml", withDestinationPath: "../b/other.yaml")
          #expect(try changes([folder], against: ["HEAD~2"]).sorted() == ["GoodsSent: b was removed"] + Self.lostB)
        }
      }
    }

    @Test("the schema files of both sides, with links as they were, in the tree only")
    func schemaFilesAndLinks() async throws {
      try await offThePool {
        try withTemporaryFolder { outer in
          let folder = "\(outer)/repository"
          try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
          try Data(schema("secret").utf8).write(to: URL(fileURLWithPath: "\(outer)/secret.json"))
          let repository = try TestRepository(folder)
          try repository.commit(["catalog.yaml": schemaShop, "one.json": schema("a", "b"), "two.json": schema("a")])
          let manager = FileManager.default
          func link(to target: String) throws {
            try? manager.removeItem(atPath: "\(folder)/order.json")
            try manager.createSymbolicLink(atPath: "\(folder)/order.json", withDestinationPath: target)
            try repository.commit()
          }
          try link(to: "one.json")
          try link(to: "two.json")
          #expect(try changes([folder], against: ["HEAD~1"]) == Self.lostB)
          #expect(try changes([folder], newSince: "HEAD~1") == Self.lostB)
          #expect(try changes([folder], against: ["HEAD~1:catalog.yaml"]) == Self.lostB)
          try repository.remove("order.json")
          try repository.commit(["order.json": schema("a")])
          #expect(try changes([folder], against: ["HEAD~2"]) == Self.lostB)
          // A link out of the repository leads nowhere.
          try link(to: "../secret.json")
          try repository.remove("order.json")
          try repository.commit(["order.json": schema("a")])
          #expect(try changes([folder], against: ["HEAD~1"]).contains { $0.contains("secret") } == false)
        }
      }
    }

    @Test("a named link is read on both sides")
    func namedLink() async throws {
      try await offThePool {
        try withTemporaryFolder { folder in
          let repository = try TestRepository(folder)
          try repository.write("real.yaml", shop("a: string, b: string"))
          try FileManager.default.createSymbolicLink(atPath: "\(folder)/link.yaml", withDestinationPath: "real.yaml")
          try repository.commit()
          #expect(try changes(["\(folder)/link.yaml"], against: ["HEAD"]).isEmpty)
          try repository.write("real.yaml", shop("a: string"))
          #expect(try changes(["\(folder)/link.yaml"], against: ["HEAD"]) == Self.lostB)
        }
      }
    }

    @Test("files of a submodule at the commit that was recorded")
    func submodule() async throws {
      try await offThePool {
        try withTemporaryFolder { outer in
          let manager = FileManager.default
          try manager.createDirectory(atPath: "\(outer)/inner", withIntermediateDirectories: true)
          try manager.createDirectory(atPath: "\(outer)/repository", withIntermediateDirectories: true)
          let inner = try TestRepository("\(outer)/inner")
          try inner.commit(["shop.yaml": shop("a: string, b: string")])
          let repository = try TestRepository("\(outer)/repository")
          try repository.git("submodule", "--quiet", "add", inner.folder, "contracts")
          try repository.commit()
          let checkout = "\(repository.folder)/contracts"
          try Data(shop("a: string").utf8).write(to: URL(fileURLWithPath: "\(checkout)/shop.yaml"))
          try repository.git("-C", checkout, "commit", "-qam", "state")
          try repository.commit()
          #expect(try changes([repository.folder], against: ["HEAD~1"]) == Self.lostB)
          #expect(try changes([repository.folder], against: ["HEAD~1:contracts"]) == Self.lostB)
          #expect(try changes([repository.folder], against: ["HEAD"]).isEmpty)
        }
      }
    }

    @Test("line ends alone are no change, and no break hides behind them")
    func lineEnds() async throws {
      try await offThePool {
        try withTemporaryFolder { folder in
          let repository = try TestRepository(folder)
          try repository.commit(["catalog.yaml": schemaShop, "order.json": schema("a", "b")])
          for (path, text) in [("catalog.yaml", schemaShop), ("order.json", schema("a", "b"))] {
            try repository.write(path, text.replacingOccurrences(of: "\n", with: "\r\n"))
          }
          #expect(try changes([folder], against: ["HEAD"]).isEmpty)
          try repository.write("order.json", schema("a").replacingOccurrences(of: "\n", with: "\r\n"))
          #expect(try changes([folder], against: ["HEAD"]) == Self.lostB)
        }
      }
    }

    @Test("a file in Git LFS is unchanged if its pointer says so; else that it is not compared is reported")
    func largeFiles() async throws {
      try await offThePool {
        try withTemporaryFolder { folder in
          let repository = try TestRepository(folder)
          let text = shop("a: string, b: string")
          // What a filter would have stored.
          let digest = "1a75796d16a74f719dccbd85658e5e6688987e178bfd6313a0c8ae6b9ed477e5"
          try repository.commit([
            "shop.yaml": "version https://git-lfs.github.com/spec/v1\noid sha256:\(digest)\nsize \(text.utf8.count)\n"
          ])
          func summary() throws -> String {
            var request = LintRequest()
            request.paths = [folder]
            request.isIsolated = true
            request.against = ["HEAD"]
            return String(decoding: try Linter.lint(request).summary, as: UTF8.self)
          }
          try repository.write("shop.yaml", text)
          #expect(try !summary().contains("LFS"))
          try repository.write("shop.yaml", shop("a: string"))
          #expect(try summary().contains("shop.yaml: the content of the older revision is in Git LFS"))
        }
      }
    }

    @Test("an older state that cannot be parsed is reported")
    func broken() async throws {
      try await offThePool {
        try withTemporaryFolder { folder in
          let repository = try TestRepository(folder)
          try repository.commit(["shop.yaml": "eventlint: 1\nservices: {shop: [\n"])
          try repository.write("shop.yaml", shop("a: string"))
          for word in ["HEAD", "HEAD:shop.yaml"] {
            var request = LintRequest()
            request.paths = [folder]
            request.isIsolated = true
            request.against = [word]
            guard word == "HEAD" else {
              #expect(try mistake { try Linter.lint(request) }?.contains("no catalog") == true)
              continue
            }
            let summary = String(decoding: try Linter.lint(request).summary, as: UTF8.self)
            #expect(summary.contains("shop.yaml: unreadable at the older revision; its contracts are not compared\n"))
          }
        }
      }
    }

    @Test("a repository without a commit has no earlier contracts")
    func emptyRepository() async throws {
      try await offThePool {
        try withTemporaryFolder { folder in
          let repository = try TestRepository(folder)
          try repository.write("shop.yaml", shop("a: string"))
          #expect(try changes([folder], against: ["HEAD"]).isEmpty)
          #expect(
            try mistake { try changes([folder], against: ["main"]) }?.contains("no such file, folder or revision: main")
              == true)
          var request = LintRequest()
          request.paths = [folder]
          let outcome = try Linter.breaking(request)
          #expect(outcome.exitCode == 0)
          #expect(
            String(decoding: outcome.summary, as: UTF8.self).contains("Compared with nothing, since the repository"))
        }
      }
    }

    @Test("a shallow clone says how to get the history")
    func shallowClone() async throws {
      try await offThePool {
        try withBranches { repository in
          let clone = repository.folder + "-clone"
          defer { try? FileManager.default.removeItem(atPath: clone) }
          try repository.git("clone", "-q", "--depth", "1", "file://\(repository.folder)", clone)
          for (word, newSince) in [("HEAD~1", nil), ("git:main", nil), (nil, "HEAD~1")] as [(String?, String?)] {
            let said = try mistake {
              try changes(["\(clone)/catalog"], against: word.map { [$0] } ?? [], newSince: newSince)
            }
            #expect(
              said?.contains("`git fetch --unshallow`, or check out with `fetch-depth: 0`") == true, "\(said ?? "")")
          }
        }
      }
    }

    @Test("words that are neither a file, a folder nor a revision end in one line")
    func oddWords() async throws {
      try await offThePool {
        try withBranches { repository in
          let folder = repository.folder
          for word in [
            "nosuch", "a\nb", "a\u{1B}[31mb", "main..feature", "main...feature", "^main", "--all", ":main", "@{",
            "\u{E9}t\u{E9}", "v1.2^{tree}", " ", "main ", "HEAD:catalog:x", "{", "}:",
            String(repeating: "x", count: 5000),
          ] {
            let said = try mistake { try changes([folder], against: [word]) }
            #expect(said != nil, "\(word)")
          }
          #expect(
            try mistake { try changes([folder], against: ["nosuch"]) }
              == "no such file, folder or revision: nosuch; try `git fetch`")
          #expect(try mistake { try changes([folder], against: ["-main"]) } == "invalid revision '-main'")
          #expect(try mistake { try changes([folder], against: ["git:--all"]) } == "invalid revision '--all'")
          #expect(try mistake { try changes([folder], against: ["git:"]) } == "invalid revision ''")
          #expect(
            try mistake { try changes([folder], against: ["main", "v1.2"]) }
              == "no such file or folder: main; `--against` takes one revision, or files and folders")
        }
        try withTemporaryFolder(["shop.yaml": shop("a: string")]) { folder in
          let said = try mistake { try changes([folder], against: ["nosuch"]) }
          #expect(said?.hasPrefix("no such file, folder or revision: nosuch") == true, "\(said ?? "")")
        }
      }
    }

    @Test("an existing folder wins over a revision of the same name")
    func folderLikeBranch() async throws {
      try await offThePool {
        try withBranches { repository in
          let folder = repository.folder
          // The name of a branch may be that of a path.
          try repository.git("branch", String(folder.dropFirst()) + "/old")
          try repository.write("old/shop.yaml", shop("a: string, c: string, z: string"))
          #expect(try changes(["\(folder)/catalog"], against: ["\(folder)/old"]) == ["OrderPlaced: z was removed"])
          #expect(try changes(["\(folder)/catalog"], against: ["git:\(folder.dropFirst())/old"]).isEmpty)
        }
      }
    }

    @Test("the verb compares with the default branch, or with the revision before the paths, and reports nothing else")
    func breaking() async throws {
      try await offThePool {
        try withBranches { repository in
          let folder = repository.folder
          try repository.write("catalog/other.yaml", "eventlint: 1\nservices: {late: {consumes: [Missing]}}\n")
          func run(_ words: [String], against: [String] = []) throws -> (report: String, summary: String, code: Int32) {
            var request = LintRequest()
            request.paths = words
            request.against = against
            let outcome = try Linter.breaking(request)
            return (
              String(decoding: outcome.output, as: UTF8.self), String(decoding: outcome.summary, as: UTF8.self),
              outcome.exitCode
            )
          }
          let base = try repository.git("rev-parse", "--short=7", "v1.2")
          let head = try repository.git("rev-parse", "--short=7", "HEAD")
          for (words, against, name) in [
            ([folder], [], "main"), (["v1.2", folder], [], "v1.2"), ([folder], ["main"], "main"),
          ] as [([String], [String], String)] {
            let result = try run(words, against: against)
            #expect(result.code == 1 && !result.report.contains("Missing"))
            #expect(result.report.contains("OrderPlaced: b was removed"))
            #expect(result.summary.contains("Compared with \(base), the merge base of \(name) and HEAD (\(head))."))
            #expect(result.summary.split(separator: "\n").count == 1)
          }
          // A tag of that name is not the branch; a remote's default branch comes first.
          try repository.git("tag", "main", "HEAD")
          #expect(try run([folder]).code == 1)
          try repository.git("update-ref", "refs/remotes/origin/trunk", "HEAD")
          try repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
          let clear = try run([folder])
          #expect(clear.code == 0 && clear.report.isEmpty)
          #expect(clear.summary.contains("Compared with HEAD (\(head)), the merge base with origin/trunk."))
          for name in [head, try repository.git("rev-parse", "HEAD")] {
            #expect(try run([name, folder]).summary.contains("Compared with \(head)."))
          }
          #expect(
            try mistake { try run(["nosuch", folder]) }?.contains("no such file, folder or revision: nosuch") == true)
          #expect(try mistake { try run(["nosuch", folder], against: ["main"]) }?.contains("already names") == true)
          // What cannot be read hides its contracts.
          try repository.write("catalog/shop.yaml", "eventlint: 1\nservices: {shop: [\n")
          #expect(try run([folder]).code == 1)
          try repository.git("branch", "-q", "-m", "main", "elsewhere")
          try repository.git("symbolic-ref", "--delete", "refs/remotes/origin/HEAD")
          #expect(try mistake { try run([folder]) }?.contains("no default branch found") == true)
        }
      }
    }
  }
}

extension EarlierStateTests {
  @Suite struct ConfigurationTests {
    private static let settings = """
      exclude: [catalog/drafts, "**/generated*"]
      sources: [{path: catalog/api.yaml, service: shop, perspective: client}]
      """

    /// A document that another service could be named by, contracts in excluded files, and one in the catalog.
    private static let files = [
      ".eventlint.yml": settings,
      "catalog/shop.yaml": shop("a: string, b: string"),
      "catalog/drafts/draft.yaml": shop("x: string", event: "DraftMade", file: "draft"),
      "catalog/generated.yaml": shop("x: string", event: "ThingMade", file: "thing"),
    ]

    @Test("with nothing changed nothing is reported, whatever the older side is and however it is spelled")
    func unchanged() async throws {
      try await offThePool {
        try withTemporaryFolder { outer in
          let manager = FileManager.default
          let folder = "\(outer)/new"
          try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
          let repository = try TestRepository(folder)
          try repository.commit(Self.files)
          try manager.copyItem(atPath: folder, toPath: "\(outer)/old")
          try manager.copyItem(atPath: "\(folder)/catalog", toPath: "\(outer)/plain")
          let configuration = "\(folder)/.eventlint.yml"
          for (paths, against) in [
            ([folder], ["\(outer)/old"]), (["\(folder)/catalog"], ["\(outer)/old/catalog"]),
            (["\(folder)/catalog"], ["\(outer)/plain"]), (["\(folder)/catalog"], ["\(outer)/old"]),
            (["\(folder)/catalog/shop.yaml"], ["\(outer)/plain/shop.yaml"]), ([folder], ["HEAD"]),
            ([folder], ["HEAD:"]),
            ([folder], ["HEAD:catalog"]), (["\(folder)/catalog", folder], ["\(outer)/plain", "\(outer)/old"]),
          ] {
            #expect(try changes(paths, against: against, configuration: configuration).isEmpty, "\(paths) \(against)")
          }
          try repository.write("catalog/shop.yaml", shop("a: string"))
          for against in ["\(outer)/old", "\(outer)/old/catalog", "\(outer)/plain", "HEAD", "HEAD:catalog"] {
            let found = try changes(["\(folder)/catalog"], against: [against], configuration: configuration)
            #expect(found == ["OrderPlaced: b was removed"], "\(against)")
          }
        }
      }
    }

    @Test("`include` chooses on both sides")
    func include() async throws {
      try await offThePool {
        try withTemporaryFolder { outer in
          let manager = FileManager.default
          let folder = "\(outer)/new"
          var files = Self.files
          files[".eventlint.yml"] =
            "include: [catalog, \"more/*.yaml\", later]\nexclude: [catalog/drafts, catalog/gen*]\n"
          files["more/store.yaml"] = shop("a: string, b: string", event: "GoodsSent", file: "store")
          files["rest/other.yaml"] = shop("x: string", event: "RestMade", file: "rest")
          try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
          let repository = try TestRepository(folder)
          try repository.commit(files)
          try manager.copyItem(atPath: folder, toPath: "\(outer)/old")
          try repository.commit(["later/late.yaml": shop("a: string", event: "LateMade", file: "late")])
          try repository.remove("rest")
          let configuration = "\(folder)/.eventlint.yml"
          for against in ["\(outer)/old", "HEAD~1"] {
            #expect(try changes([], against: [against], configuration: configuration).isEmpty, "\(against)")
          }
          try repository.write("more/store.yaml", shop("a: string", event: "GoodsSent", file: "store"))
          for against in ["\(outer)/old", "HEAD~1"] {
            let found = try changes([], against: [against], configuration: configuration)
            #expect(found == ["GoodsSent: b was removed"], "\(against)")
          }
        }
      }
    }

    @Test("a baseline takes contract findings, and they do not count as outdated where nothing is compared")
    func baseline() async throws {
      try await offThePool {
        try withBranches { repository in
          var request = LintRequest()
          request.paths = [repository.folder]
          request.against = ["main"]
          let path = "\(repository.folder)/.baseline.yml"
          _ = try Linter.writeBaseline(request, to: path, prunes: false)
          request.baseline = path
          request.isBaselineStrict = true
          #expect(try Linter.lint(request).exitCode == 0)
          request.against = []
          #expect(try Linter.lint(request).exitCode == 0)
          let before = FileBytes.read(path)
          _ = try Linter.writeBaseline(request, to: path, prunes: true)
          #expect(FileBytes.read(path) == before)
        }
      }
    }
  }
}
