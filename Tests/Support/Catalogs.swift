package import Catalog
import Findings
package import Graph
import Linking
import Readers
import Schemas
import YAMLTree

/// A catalog from texts, one a file, as the program would link it.
package func catalog(_ files: String...) -> Catalog { linked(files) }

package func linked(_ files: [String]) -> Catalog {
  var state = ReadingState { .failure(.missingFile($0)) }
  for (index, text) in files.enumerated() {
    Parser().parse(Array(text.utf8), into: &state.tree)
    NativeReader.read(FileID(UInt32(index)), &state)
  }
  return Catalog.linking([state.reading])
}

package func graph(_ files: String...) -> ReactionGraph { ReactionGraph(linked(files)) }

/// `rule: message` for each problem, in order of places.
package func problems(_ catalog: Catalog) -> [String] {
  catalog.problems.sorted { $0.place < $1.place }.map { "\($0.rule): \($0.message)" }
}

extension Catalog {
  /// The message that a test calls by its word.
  package func message(named word: String) -> Message? { names.find(word).flatMap { message($0) } }

  /// The service that a test calls by its word.
  package func service(named word: String) -> Service? { names.find(word).flatMap { service($0) } }
}
