package import Writing

/// What a picture can be written as.
package enum PictureFormat: String, Sendable, CaseIterable {
  case dot, svg, png, pdf, mermaid, plantuml, d2, graphml, csv, json, html

  /// The format of a word on the command line.
  ///
  /// - Throws: `UsageError` with the nearest name for an unknown word.
  package static func named(_ word: String) throws(UsageError) -> PictureFormat {
    guard let format = PictureFormat(rawValue: word) else {
      throw .unknown("format", word, among: allCases.map(\.rawValue))
    }
    return format
  }

  /// The format that a file's ending implies; nil for a name without an ending.
  ///
  /// - Parameter others: endings that stand for no picture; nil is returned for them, too.
  /// - Throws: `UsageError` with all endings for an unknown one: a picture in another format would not open.
  package static func ofFile(_ path: String, others: [String] = []) throws(UsageError) -> PictureFormat? {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    guard !ending.isEmpty, !others.contains(ending) else { return nil }
    guard let format = PictureFormat(rawValue: endings[ending] ?? ending) else {
      let known = (allCases.map(\.rawValue) + endings.keys + others).sorted().map { ".\($0)" }
      throw UsageError(
        "\(path): unknown ending '.\(ending)'; use one of \(known.joined(separator: ", ")), or choose with --format")
    }
    return format
  }

  /// Usual endings that are not the format's name.
  private static let endings = ["gv": "dot", "mmd": "mermaid", "puml": "plantuml"]

  /// Whether the bytes are no text, which a terminal must not get.
  package var isBinary: Bool { self == .png || self == .pdf }

  /// Whether people look at it as it is: neither a page, which shows and hides parts, nor data for programs.
  package var isPicture: Bool {
    switch self {
    case .dot, .svg, .png, .pdf, .mermaid, .plantuml, .d2: true
    case .graphml, .csv, .json, .html: false
    }
  }

  /// A drawing, rather than the network in another language.
  package var isDrawn: Bool {
    switch self {
    case .dot, .svg, .png, .pdf, .html: true
    case .mermaid, .plantuml, .d2, .graphml, .csv, .json: false
    }
  }
}
