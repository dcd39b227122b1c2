import Files
import Findings
import Foundation
import LanguageServer
import Loading
import Testing
import Writing

/// Files as they are written, compared and found.
@Suite final class FileTests {
  private let folder = NSTemporaryDirectory() + "eventlint-files-" + UUID().uuidString

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func path(_ name: String) -> String { "\(folder)/\(name)" }

  @Test("a file is replaced whole and keeps its mode, and nothing is left beside it")
  func replaced() throws {
    try AtomicFile.write(Array("one".utf8), to: path("a"))
    chmod(path("a"), 0o640)
    try AtomicFile.write(Array("two".utf8), to: path("a"))
    #expect(FileBytes.read(path("a")) == Array("two".utf8))
    #expect(try FileManager.default.attributesOfItem(atPath: path("a"))[.posixPermissions] as? Int == 0o640)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"])
  }

  @Test("behind a link the file changes and the link stays; a link to nothing is refused")
  func links() throws {
    try AtomicFile.write(Array("one".utf8), to: path("a"))
    try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: path("a"))
    try AtomicFile.write(Array("two".utf8), to: path("link"))
    #expect(FileBytes.read(path("a")) == Array("two".utf8))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path("link")) == path("a"))
    try FileManager.default.createSymbolicLink(atPath: path("lost"), withDestinationPath: path("nowhere"))
    #expect(throws: FileProblem.self) { try AtomicFile.write([], to: self.path("lost")) }
    #expect(!FilePaths.exists(path("nowhere")))
  }

  @Test("an input is not overwritten, by whatever name")
  func inputs() throws {
    try AtomicFile.write(Array("eventlint: 1\n".utf8), to: path("a"))
    link(path("a"), path("hard"))
    for name in ["a", "hard", "../\(folder.split(separator: "/").last ?? "")/a"] {
      #expect(throws: UsageError.self) { try OutputFile.write([], to: self.path(name), inputs: [self.path("a")]) }
    }
    try OutputFile.write([], to: path("b"), inputs: [path("a")])
    #expect(FileBytes.read(path("a")) == Array("eventlint: 1\n".utf8))
  }

  @Test(
    "names of contents are git's",
    arguments: [
      ("", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"), ("hello\n", "ce013625030ba8dba906f756967f9e9ca394464a"),
    ])
  func hashes(text: String, name: String) { #expect(GitHash.blob(Array(text.utf8)) == name) }

  @Test(
    "names of contents are git's at every length around a block",
    .enabled(if: FilePaths.exists("/usr/bin/git"), "git is not installed"))
  func lengths() throws {
    for length in [47, 48, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 1000, 70_000] {
      let bytes = (0..<length).map { UInt8($0 * 7 % 251) }
      try AtomicFile.write(bytes, to: path("x"))
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/git")
      process.arguments = ["hash-object", "--no-filters", path("x")]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let output = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(GitHash.blob(bytes) + "\n" == String(decoding: output, as: UTF8.self), "\(length)")
    }
  }

  @Test("paths are bytes: two spellings of a letter are two files")
  func spellings() throws {
    let (composed, decomposed) = ("\u{E9}.yaml", "e\u{301}.yaml")
    #expect(composed == decomposed && PathKey(composed) != PathKey(decomposed))
    for name in [composed, decomposed] { try AtomicFile.write(Array("eventlint: 1\n".utf8), to: path(name)) }
    let found = try Inputs.find([folder, path(composed), path(decomposed)], exclude: [])
    #expect(found.inputs.count == 2)
  }

  @Test("frames are found again after bytes that are none")
  func frames() {
    func frame(_ text: String) -> String { "Content-Length: \(text.utf8.count)\r\n\r\n\(text)" }
    func read(_ pieces: [String]) -> [String] {
      var frames = Frames()
      var found: [String] = []
      for piece in pieces {
        frames.append(Array(piece.utf8))
        while let frame = frames.next() {
          switch frame {
          case .message(let bytes): found.append(String(decoding: bytes, as: UTF8.self))
          case .broken: found.append("!")
          }
        }
      }
      return found
    }
    #expect(read([frame("{}") + frame("[1]")]) == ["{}", "[1]"])
    #expect(read(frame("{}").map(String.init)) == ["{}"])
    #expect(read(["Content-Type: x\r\n\r\n" + frame("{}")]) == ["!", "{}"])
    #expect(read(["Content-Length: -5\r\n\r\n" + frame("{}")]) == ["!", "{}"])
    #expect(read(["Content-Length: 99999999999999999999\r\n\r\n" + frame("{}")]) == ["!", "{}"])
    #expect(read([String(repeating: "x", count: 5000) + frame("{}")]) == ["!", "{}"])
    let long = Frames.maximumLength + 10
    #expect(
      read(["Content-Length: \(long)\r\n\r\n", String(repeating: "y", count: long), frame("{}")]) == ["!", "{}"])
  }
}
