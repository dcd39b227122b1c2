import Findings
import Synchronization
import Testing

@Suite struct SourcesTests {
  /// Sources of files with a number of bytes each, and how often each file is read.
  private final class Files: Sendable {
    private let reads: Mutex<[UInt32: Int]> = Mutex([:])
    private let size: Int

    init(size: Int) { self.size = size }

    func read(_ file: FileID) -> [UInt8] {
      reads.withLock { $0[file.rawValue, default: 0] += 1 }
      return [UInt8](repeating: UInt8(file.rawValue % 100) + 1, count: size)
    }

    func sources(_ count: Int) -> Sources {
      Sources(paths: FileTable(inputs: PathList((0..<count).map { "\($0).yaml" }))) { self.read($0) }
    }

    /// The numbers of reads that occur, with the number of files.
    var counts: [Int: Int] { Dictionary(reads.withLock { $0.values.map { ($0, 1) } }, uniquingKeysWith: +) }
  }

  @Test func what_fits_is_read_once_and_the_oldest_is_forgotten() {
    let small = Files(size: 1000)
    let sources = small.sources(1000)
    for _ in 0..<3 { for file in 0..<UInt32(1000) { _ = sources.map(FileID(file)) } }
    #expect(small.counts == [1: 1000], "a megabyte fits")

    // A hundred files of a megabyte do not fit; those asked for last do, whatever their size.
    let large = Files(size: 1 << 20)
    let many = large.sources(100)
    for file in 0..<UInt32(100) { #expect(many.map(FileID(file)).text.first == UInt8(file) + 1) }
    for file in 36..<UInt32(100) { #expect(many.map(FileID(file)).text.first == UInt8(file) + 1) }
    #expect(large.counts == [1: 100])
    for file in 0..<UInt32(36) { #expect(many.map(FileID(file)).text.first == UInt8(file) + 1) }
    #expect(large.counts == [1: 64, 2: 36])
  }
}
