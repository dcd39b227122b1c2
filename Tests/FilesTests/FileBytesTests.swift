import Files
import Foundation
import TestSupport
import Testing

@Suite struct FileBytesTests {
  @Test("a buffer that had another file receives each file whole, whatever their sizes")
  func sizes() throws {
    try withTemporaryFolder { folder in
      // Around the sizes at which a read of a small file ends: that of the buffer, and that of the largest of them.
      let sizes = [0, 1, 100, 4095, 4096, 4097, 8191, 8192, 8193, 100_000]
      let texts = sizes.map { size in (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ size) } }
      for (size, text) in zip(sizes, texts) {
        #expect(FileManager.default.createFile(atPath: "\(folder)/\(size)", contents: Data(text)))
      }
      for one in sizes {
        for (size, text) in zip(sizes, texts) {
          var buffer: [UInt8] = []
          #expect(FileBytes.read("\(folder)/\(one)", into: &buffer, limit: .max) == .ok)
          #expect(FileBytes.read("\(folder)/\(size)", into: &buffer, limit: size) == .ok)
          #expect(buffer == text, "\(size) bytes behind \(one)")
          guard size > 0 else { continue }
          #expect(FileBytes.read("\(folder)/\(size)", into: &buffer, limit: size - 1) == .tooLarge)
        }
      }
    }
  }

  @Test("pipes, folders and devices are refused without waiting, also by a buffer that had a file")
  func kinds() throws {
    try withTemporaryFolder(["file": "text"]) { folder in
      #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
      for (path, words) in [
        ("\(folder)/pipe", "not a regular file"), (folder, "is a folder"), ("/dev/null", "not a regular file"),
        ("/dev/zero", "not a regular file"),
      ] {
        for first in ["\(folder)/file", path] {
          var buffer: [UInt8] = []
          _ = FileBytes.read(first, into: &buffer, limit: .max)
          #expect(
            FileBytes.read(path, into: &buffer, limit: .max) == .failed(FileProblem(words)), "\(path) behind \(first)")
        }
      }
    }
  }
}
