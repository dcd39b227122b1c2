import Files
import Foundation
import TestSupport
import Testing

/// What `FileTests` does not show: failures, modes, and writers at the same time.
@Suite struct AtomicFileTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  /// Makes a file without the code that is tested.
  private func make(_ path: String, _ text: String) {
    let file = fopen(path, "w")
    #expect(file != nil)
    if let file {
      fputs(text, file)
      fclose(file)
    }
  }

  private func mode(_ path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  #if os(Linux)
    /// A path may have 4,095 bytes. The file's has 4,092, so that the longer name of the temporary file beside it is
    /// refused, even to root.
    @Test("if the new content cannot be written, the old one stays and nothing is left beside it")
    func refused() throws {
      try withTemporaryFolder { folder in
        var folders = [folder]
        while let last = folders.last, last.utf8.count < 4090 {
          let left = 4090 - last.utf8.count - 1
          let length = left <= 200 ? left : left <= 210 ? 100 : 200
          folders.append("\(last)/\(String(repeating: "x", count: length))")
        }
        for made in folders.dropFirst() { #expect(mkdir(made, 0o755) == 0) }
        let deep = try #require(folders.last)
        let path = deep + "/a"
        make(path, "old")
        let problem = #expect(throws: FileProblem.self) { try AtomicFile.write(bytes("new"), to: path) }
        #expect(problem?.words == "file name too long")
        #expect(FileBytes.read(path) == bytes("old"))
        unlink(path)
        // Only empty folders can be removed.
        for made in folders.dropFirst().reversed() { #expect(rmdir(made) == 0) }
      }
    }
  #endif

  /// Folders on the way are not made, a folder of the file's name is not replaced, and no temporary file remains.
  @Test("where no file can be, none is made")
  func impossible() throws {
    try withTemporaryFolder(["a/b": "old"]) { folder in
      let missing = #expect(throws: FileProblem.self) { try AtomicFile.write(bytes("x"), to: "\(folder)/none/a") }
      #expect(missing?.words == "no such file or directory")
      let taken = #expect(throws: FileProblem.self) { try AtomicFile.write(bytes("x"), to: "\(folder)/a") }
      #expect(taken?.words == "is a directory")
      let (left, below) = (try names(in: folder), try names(in: "\(folder)/a"))
      #expect(left == ["a"] && below == ["b"])
    }
  }

  /// A temporary file is private; what it becomes has the mode that the caller's umask gives to any new file, or the
  /// old file's, special bits included.
  @Test(
    "a new file has the mode of any new file, a replaced one keeps its own",
    arguments: [0o600, 0o444, 0o2755] as [mode_t])
  func modes(kept: mode_t) throws {
    try withTemporaryFolder { folder in
      make("\(folder)/any", "old")
      try AtomicFile.write(bytes("new"), to: "\(folder)/new")
      #expect(mode("\(folder)/new") == mode("\(folder)/any"))
      chmod("\(folder)/any", kept)
      guard access("\(folder)/any", W_OK) == 0 else {
        // Whoever may not write to a file may not replace it either, although the folder would allow it.
        #expect(throws: FileProblem.self) { try AtomicFile.write(bytes("x"), to: "\(folder)/any") }
        return
      }
      try AtomicFile.write(bytes("x"), to: "\(folder)/any")
      #expect(mode("\(folder)/any") == kept)
    }
  }

  /// Every writer has a temporary file of its own; the last to rename wins, and its content is whole.
  @Test("of writers at the same time one wins, with the whole of its content")
  func concurrent() throws {
    try withTemporaryFolder { folder in
      Parallel.forEach(64, workers: 8) { number in
        try? AtomicFile.write([UInt8](repeating: UInt8(number), count: 50_000), to: "\(folder)/a")
      }
      let content = try #require(FileBytes.read("\(folder)/a"))
      #expect(content.count == 50_000 && Set(content).count == 1)
      #expect(try names(in: folder) == ["a"])
    }
  }
}

@Suite struct GitHashTests {
  /// Lengths at which header, content and padding just fill a block of 64 bytes, and one more or less. The names were
  /// computed with Python's hashlib, so that this holds where git is not installed.
  @Test(
    "names of contents at the edges of blocks",
    arguments: [
      (46, "128da1691a464822006e33e04f7c05fbaf16d2e3"), (47, "68e6f374a7bf1abcb0376d79863a2ac3ee07e189"),
      (48, "8e55e9226a4a320f93518e7fb651640bb7b0b2ae"), (54, "6c15c5303f304a8ef1b58c1479e691a45130b1d0"),
      (55, "e8bb2a0de4b90c7efec0b37e659d847ccf2301d3"), (56, "c9275ea8bf52e91b7ab4789494b3e9590a042738"),
      (57, "22e31c302a74928bdc8076058e297f1d1ca92d51"), (110, "281127bca433df604dc4178bccc40c9e55d65564"),
      (111, "c2444e1dbd90511dbf7dddc40adbfaa69757e6c3"), (112, "18408ef68f01d7fb937c618a70f888d6c1a3ad82"),
      (119, "2a4b9f05373450338dc3bcf4c5ba65357c40fcdd"), (120, "ea36e370b3f450005c26794680e32d7ecb0d1ce9"),
      (1000, "b54fbf8f70c3f3217b77c2f4b29b3cccdc83a9e2"), (65536, "b58a9475403bd07f475aea13bc36b31a1e473177"),
    ])
  func blocks(length: Int, name: String) {
    #expect(GitHash.blob((0..<length).map { UInt8($0 * 7 % 251) }) == name)
  }
}
