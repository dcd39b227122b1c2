package import Findings

/// The expectations drawn into an example: comment lines under the line they mean, `^` for the place of a finding, `-`
/// for its further places, then words to be found in the message there.
package struct Mark: Hashable, Sendable, CustomStringConvertible {
  package var place: Place
  package var isPrimary: Bool
  package var words: String
  package var line: Int

  package var description: String { "line \(line), \(isPrimary ? "^" : "-") \(words)" }

  /// The marks of one file. A comment line without `^^` or `-` is no mark.
  package static func all(in text: String, file: FileID) -> [Mark] {
    let map = SourceMap(text: Array(text.utf8))
    var marks: [Mark] = []
    var target = 0
    for number in 1...map.lineCount {
      let line = String(decoding: map.line(number), as: UTF8.self)
      guard let mark = mark(in: line) else {
        if !line.allSatisfy(\.isWhitespace) { target = number }
        continue
      }
      let place = Place(
        file: file, start: map.offset(line: target, column: mark.start + 1),
        end: map.offset(line: target, column: mark.start + mark.length + 1))
      marks.append(Mark(place: place, isPrimary: mark.sign == "^", words: mark.words, line: target))
    }
    return marks
  }

  private static func mark(in line: String) -> (start: Int, length: Int, sign: Character, words: String)? {
    let scalars = Array(line)
    guard let hash = scalars.firstIndex(where: { $0 != " " }), scalars[hash] == "#" else { return nil }
    guard let start = scalars[(hash + 1)...].firstIndex(where: { $0 != " " }),
      scalars[start] == "^" || scalars[start] == "-"
    else {
      return nil
    }
    let run = scalars[start...].prefix { $0 == scalars[start] }
    let rest = scalars[(start + run.count)...]
    guard rest.first.map({ $0 == " " }) ?? true else { return nil }
    return (start, run.count, scalars[start], String(rest.drop { $0 == " " }))
  }
}
