import Files
import Foundation

/// A folder of its own for a test. It is removed when the body ends, also by an error, and never before: a folder that
/// an object removes in its `deinit` may be gone after the last use of the object, while the test still reads from it.
///
/// ```swift
/// try withTemporaryFolder(["repo/.gitignore": "*.log\n"]) { folder in
///   #expect(IgnoreFile.leavesOut("\(folder)/repo/a.log") == false)
/// }
/// ```
///
/// - Parameters:
///   - files: the texts of files by their paths in the folder; folders on the way are made.
///   - body: gets the absolute path of the folder, links resolved, without a slash at its end.
package func withTemporaryFolder<Value>(
  _ files: [String: String] = [:], _ body: (_ folder: String) throws -> Value
) throws -> Value {
  let manager = FileManager.default
  let made = manager.temporaryDirectory.appendingPathComponent("eventlint-test-\(UUID().uuidString)").path
  try manager.createDirectory(atPath: made, withIntermediateDirectories: true)
  defer { try? manager.removeItem(atPath: made) }
  let folder = FilePaths.real(made) ?? made
  for (name, text) in files {
    let file = URL(fileURLWithPath: "\(folder)/\(name)")
    try manager.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
  return try body(folder)
}
