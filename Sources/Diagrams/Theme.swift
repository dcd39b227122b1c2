import Catalog
package import Writing

/// The colours of a diagram. Kinds also differ in shape and brightness, so that no meaning depends on colour alone.
/// Text has a contrast of at least 5.5:1, meaningful lines of at least 3.7:1.
package struct Theme: Sendable {
  /// The word on the command line.
  package var name: String
  /// Whether an SVG in it follows the reader's dark mode.
  package var isAdaptive = false

  struct Paint: Sendable {
    var fill: String
    var line: String
    var text: String
  }

  var background: String
  var text: String
  var faint: String
  var edge: String
  var event: Paint
  var command: Paint
  var query: Paint
  var service: Paint
  var orchestrator: Paint
  var store: Paint
  var external: Paint
  var context: Paint
  var error: Paint
  var warning: Paint

  func paint(_ kind: Message.Kind) -> Paint {
    switch kind {
    case .event: event
    case .command: command
    case .query, .reply: query
    }
  }

  /// All themes, in the order of the help. The first is the default.
  package static let all: [Theme] = [.light, .dark, .print, .auto]

  /// The theme of a word on the command line.
  ///
  /// - Throws: `UsageError` with the nearest name for an unknown word.
  package static func named(_ word: String) throws(UsageError) -> Theme {
    guard let theme = all.first(where: { $0.name == word }) else {
      throw .unknown("theme", word, among: all.map(\.name))
    }
    return theme
  }

  /// The light theme, which SVG turns dark in the reader's dark mode by `adaptiveStyle`.
  package static let auto: Theme = {
    var theme = light
    (theme.name, theme.isAdaptive) = ("auto", true)
    return theme
  }()

  /// The theme for a white ground.
  package static let light = Theme(
    name: "light", background: "#FFFFFF", text: "#1F2933", faint: "#52606D", edge: "#7B8794",
    // Colours that differ in the dark theme differ here by at least one step, so that the style below can distinguish
    // them.
    event: Paint(fill: "#FFB454", line: "#B35F00", text: "#1F2934"),
    command: Paint(fill: "#0B5CAD", line: "#083D73", text: "#FEFEFE"),
    query: Paint(fill: "#A7DDB5", line: "#1B6B3A", text: "#1F2934"),
    service: Paint(fill: "#FFFFFF", line: "#323F4B", text: "#1F2933"),
    orchestrator: Paint(fill: "#EEEAFB", line: "#4B3D8F", text: "#4B3D8F"),
    store: Paint(fill: "#E4E7EB", line: "#52606D", text: "#1F2933"),
    external: Paint(fill: "#CBD2D9", line: "#52606D", text: "#1F2933"),
    context: Paint(fill: "#F5F7FA", line: "#CBD2D9", text: "#3E4C59"),
    error: Paint(fill: "#C8102E", line: "#C8102E", text: "#FEFEFE"),
    warning: Paint(fill: "#FFE14D", line: "#6B5900", text: "#1F2934"))

  /// CSS that turns a light SVG dark in the reader's dark mode: it maps each light colour of `fill` and `stroke` to its
  /// dark counterpart.
  package static let adaptiveStyle: String = {
    let paints: [KeyPath<Theme, Paint>] = [
      \.event, \.command, \.query, \.service, \.orchestrator, \.store, \.external, \.context, \.error, \.warning,
    ]
    let colors: [(String, String)] =
      [
        (light.background, dark.background), (light.text, dark.text), (light.faint, dark.faint),
        (light.edge, dark.edge),
      ]
      + paints.flatMap { paint in
        [\Paint.fill, \Paint.line, \Paint.text].map {
          (light[keyPath: paint][keyPath: $0], dark[keyPath: paint][keyPath: $0])
        }
      }
    var seen: Set<String> = []
    var rules = ""
    for (from, to) in colors where from != to && seen.insert(from).inserted {
      // Graphviz writes lowercase colours, and names for some.
      let spelled = [from, from.lowercased()] + (from == "#FFFFFF" ? ["white"] : [])
      for attribute in ["fill", "stroke"] {
        rules += spelled.map { "[\(attribute)=\"\($0)\"]" }.joined(separator: ",") + "{\(attribute):\(to)}"
      }
    }
    return "@media (prefers-color-scheme:dark){\(rules)}"
  }()

  /// The theme for black-and-white print.
  package static let print = Theme(
    name: "print", background: "#FFFFFF", text: "#000000", faint: "#333333", edge: "#333333",
    event: Paint(fill: "#FFFFFF", line: "#000000", text: "#000000"),
    command: Paint(fill: "#333333", line: "#000000", text: "#FFFFFF"),
    query: Paint(fill: "#FFFFFF", line: "#000000", text: "#000000"),
    service: Paint(fill: "#FFFFFF", line: "#000000", text: "#000000"),
    orchestrator: Paint(fill: "#EEEEEE", line: "#000000", text: "#000000"),
    store: Paint(fill: "#FFFFFF", line: "#000000", text: "#000000"),
    external: Paint(fill: "#DDDDDD", line: "#000000", text: "#000000"),
    context: Paint(fill: "#F7F7F7", line: "#999999", text: "#000000"),
    error: Paint(fill: "#000000", line: "#000000", text: "#FFFFFF"),
    warning: Paint(fill: "#FFFFFF", line: "#555555", text: "#000000"))

  /// The theme for a dark ground.
  package static let dark = Theme(
    name: "dark", background: "#121A23", text: "#F5F7FA", faint: "#9AA5B1", edge: "#9AA5B1",
    event: Paint(fill: "#FFB454", line: "#FFD9A3", text: "#121A23"),
    command: Paint(fill: "#1769C2", line: "#7DB9F5", text: "#FFFFFF"),
    query: Paint(fill: "#A7DDB5", line: "#7FCF97", text: "#121A23"),
    service: Paint(fill: "#121A23", line: "#CBD2D9", text: "#F5F7FA"),
    orchestrator: Paint(fill: "#2B2550", line: "#B9ADF7", text: "#B9ADF7"),
    store: Paint(fill: "#323F4B", line: "#9AA5B1", text: "#F5F7FA"),
    external: Paint(fill: "#3E4C59", line: "#9AA5B1", text: "#F5F7FA"),
    context: Paint(fill: "#1A2530", line: "#3E4C59", text: "#CBD2D9"),
    error: Paint(fill: "#FF6B7D", line: "#FF6B7D", text: "#121A23"),
    warning: Paint(fill: "#FFE14D", line: "#FFE14D", text: "#1F2933"))
}
