import Corpus
import Platform
import YAMLTree

/// The time that parsing alone takes, with the bytes in memory.
enum ParseTime {
  /// The seconds that one worker needs to parse a corpus of a number of files; the best of five passes.
  static func measure(files count: Int) -> Double {
    var corpus = Corpus(files: count)
    var files: [[UInt8]] = []
    corpus.eachFile { files.append(Array($0.text.utf8)) }
    let parser = Parser()
    var tree = Tree()
    var best = Double.infinity
    for _ in 0..<5 {
      let start = clock()
      for bytes in files { parser.parse(bytes, into: &tree) }
      best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC))
    }
    return best
  }
}
