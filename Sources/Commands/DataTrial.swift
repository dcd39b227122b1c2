import Diagrams
import Graph
import Linting

/// The readers of networks, changes and statistics applied to text, for the fuzzer.
package enum DataTrial {
  /// Reads a text as a network, as changes of a flow and as earlier statistics, and processes what was read. Errors are
  /// ignored; only a crash is a failure.
  package static func run(_ text: [UInt8]) {
    let file = DataFile(text: text)
    if let network = try? NetworkReader.read(file, "x") {
      for format in [PictureFormat.dot, .json, .csv, .mermaid] {
        _ = try? Linter.draw(network, format)
      }
    }
    if let changes = try? ChangeFile.read(file, "x") {
      let plan = FlowPlan(steps: [("a", []), ("b", ["a"]), ("c", ["a", "b"])])
      for change in changes { _ = try? plan.impact(of: change, owner: "o") }
    }
    _ = try? Linter.worse(than: file)
  }
}
