/// Paths of fields as readers write them, stored by their steps so that deep schemas cost no more than their size.
struct SchemaPaths {
  /// The path of the payload itself.
  static let root = 0

  private var steps: [(parent: Int, text: String)] = [(0, "")]

  /// The path of a step below another path: `.name`, `[]`, `{}`, `<Branch>`; the path itself for an empty step.
  mutating func child(of path: Int, _ step: String) -> Int {
    guard !step.isEmpty else { return path }
    steps.append((path, step))
    return steps.count - 1
  }

  /// The path of several steps below another path, given from the last to the first.
  mutating func descend(_ steps: [String], from path: Int) -> Int {
    steps.reversed().reduce(path) { child(of: $0, $1) }
  }

  /// The number of steps of a path that are shown; a path that is longer begins with dots.
  private static let maximum = 100

  /// A path as text: `order.lines[].sku`.
  subscript(path: Int) -> String {
    var words: [String] = []
    var next = path
    while next != Self.root, words.count < Self.maximum {
      words.append(steps[next].text)
      next = steps[next].parent
    }
    let text = words.reversed().joined()
    if next != Self.root { return "...\(text)" }
    return text.hasPrefix(".") ? String(text.dropFirst()) : text
  }
}
