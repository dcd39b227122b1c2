import Catalog
package import Writing

/// The colours of a diagram. Kinds also differ in shape and brightness, so that no meaning depends on colour alone.
/// Text has a contrast of at least 4.5:1, lines that mean something of at least 3:1 (WCAG 2.2, AA).
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
  /// The tones of messages that do not leave their context.
  var insideEvent: Paint
  var insideCommand: Paint
  var insideQuery: Paint
  var service: Paint
  var orchestrator: Paint
  var store: Paint
  var external: Paint
  var context: Paint
  var error: Paint
  var warning: Paint

  func paint(_ kind: Message.Kind, isInside: Bool = false) -> Paint {
    switch kind {
    case .event: isInside ? insideEvent : event
    case .command: isInside ? insideCommand : command
    case .query, .reply: isInside ? insideQuery : query
    }
  }

  /// All pairs of ground, line and text.
  static let paints: [any KeyPath<Theme, Paint> & Sendable] = [
    \.event, \.command, \.query, \.insideEvent, \.insideCommand, \.insideQuery, \.service, \.orchestrator, \.store,
    \.external, \.context, \.error, \.warning,
  ]

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

  /// The theme for a white ground. Colours that differ in the dark theme differ here by at least one step, so that
  /// `adaptiveStyle` can distinguish them.
  package static let light = Theme(
    name: "light", background: "#FFFFFF", text: "#1B2430", faint: "#4A5663", edge: "#66727F",
    event: Paint(fill: "#FFC069", line: "#A15200", text: "#1B2431"),
    command: Paint(fill: "#0B5CAD", line: "#0B5CAE", text: "#FEFEFE"),
    query: Paint(fill: "#BFE6CA", line: "#1B6B3A", text: "#1B2431"),
    insideEvent: Paint(fill: "#FFF0DC", line: "#A15200", text: "#4D2800"),
    insideCommand: Paint(fill: "#E1EEFA", line: "#0B5CAE", text: "#083D73"),
    insideQuery: Paint(fill: "#EDF8F0", line: "#1B6B3A", text: "#114525"),
    service: Paint(fill: "#FEFFFE", line: "#3A4754", text: "#1B2430"),
    orchestrator: Paint(fill: "#EEEAFB", line: "#4B3D8F", text: "#4B3D8F"),
    store: Paint(fill: "#E8EBEF", line: "#56626F", text: "#1B2430"),
    external: Paint(fill: "#D3D9E0", line: "#56626F", text: "#1B2430"),
    context: Paint(fill: "#F6F7F9", line: "#848F9A", text: "#3A4755"),
    error: Paint(fill: "#B80D28", line: "#B80D28", text: "#FEFEFF"),
    warning: Paint(fill: "#FFE08A", line: "#7A5A00", text: "#3D2D00"))

  /// CSS that turns a light SVG dark in the reader's dark mode: it maps each light colour of `fill` and `stroke` to its
  /// dark counterpart.
  package static let adaptiveStyle: String = {
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
    insideEvent: Paint(fill: "#EEEEEE", line: "#000000", text: "#000000"),
    insideCommand: Paint(fill: "#BBBBBB", line: "#000000", text: "#000000"),
    insideQuery: Paint(fill: "#EEEEEE", line: "#000000", text: "#000000"),
    service: Paint(fill: "#FFFFFF", line: "#000000", text: "#000000"),
    orchestrator: Paint(fill: "#EEEEEE", line: "#000000", text: "#000000"),
    store: Paint(fill: "#FFFFFF", line: "#000000", text: "#000000"),
    external: Paint(fill: "#DDDDDD", line: "#000000", text: "#000000"),
    context: Paint(fill: "#F7F7F7", line: "#777777", text: "#000000"),
    error: Paint(fill: "#000000", line: "#000000", text: "#FFFFFF"),
    warning: Paint(fill: "#FFFFFF", line: "#555555", text: "#000000"))

  /// The theme for a dark ground.
  package static let dark = Theme(
    name: "dark", background: "#10161E", text: "#EDF1F5", faint: "#A9B4C0", edge: "#8E9BA8",
    event: Paint(fill: "#F2A93F", line: "#FFC97A", text: "#10161E"),
    command: Paint(fill: "#1F6DC2", line: "#6FB1F5", text: "#FFFFFF"),
    query: Paint(fill: "#9ED8AE", line: "#8FD8A4", text: "#10161E"),
    insideEvent: Paint(fill: "#3D2C12", line: "#FFC97A", text: "#FFE3B8"),
    insideCommand: Paint(fill: "#16304E", line: "#6FB1F5", text: "#D6E8FB"),
    insideQuery: Paint(fill: "#1B3524", line: "#8FD8A4", text: "#D3F0DC"),
    service: Paint(fill: "#1D2732", line: "#C6CED6", text: "#EDF1F5"),
    orchestrator: Paint(fill: "#2E2758", line: "#B9ADF7", text: "#B9ADF7"),
    store: Paint(fill: "#2B3643", line: "#9AA5B1", text: "#EDF1F5"),
    external: Paint(fill: "#3E4C59", line: "#9AA5B1", text: "#EDF1F5"),
    context: Paint(fill: "#151D27", line: "#6B7885", text: "#C6CED6"),
    error: Paint(fill: "#FF7A88", line: "#FF7A88", text: "#10161E"),
    warning: Paint(fill: "#5A4708", line: "#FFD54A", text: "#FFE9A8"))
}
