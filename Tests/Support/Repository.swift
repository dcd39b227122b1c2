import Files
import Foundation

/// A git repository of a test, in a folder of its own.
///
/// ```swift
/// try withTemporaryFolder { folder in
///   let repository = try TestRepository(folder)
///   try repository.commit(["catalog.yaml": "eventlint: 1\n"])
///   try repository.git("switch", "-q", "-c", "feature")
/// }
/// ```
package struct TestRepository {
  /// The top folder.
  package let folder: String

  /// An empty repository in an existing folder; its branch is `main`.
  package init(_ folder: String) throws {
    self.folder = folder
    try git("init", "-q", "-b", "main")
  }

  /// Runs git without the configuration of the user; a failing command is an error with what git wrote.
  @discardableResult
  package func git(_ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      [
        "git", "-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false",
        "-c", "protocol.file.allow=always", "-c", "core.autocrlf=false",
      ] + arguments
    var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GIT_") }
    environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
    environment["GIT_CONFIG_NOSYSTEM"] = "1"
    process.environment = environment
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let words = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    struct Failure: Error { var words: String }
    guard process.terminationStatus == 0 else { throw Failure(words: "git \(arguments): \(words)") }
    return words.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Writes a file; folders on the way are made.
  package func write(_ path: String, _ text: String) throws {
    let file = URL(fileURLWithPath: "\(folder)/\(path)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Writes files and commits the whole work tree.
  package func commit(_ files: [String: String] = [:]) throws {
    for (path, text) in files { try write(path, text) }
    try git("add", "-A")
    try git("commit", "-q", "--allow-empty", "-m", "state")
  }

  /// Removes a file or folder of the work tree.
  package func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: "\(folder)/\(path)") }
}

/// Runs a test that calls git on a thread of its own. A call blocks its thread and needs others of the pool meanwhile, of
/// which there are as few as cores.
package func offThePool(_ body: @escaping @Sendable () throws -> Void) async throws {
  try await withCheckedThrowingContinuation { continuation in
    Thread { continuation.resume(with: Result { try body() }) }.start()
  }
}
