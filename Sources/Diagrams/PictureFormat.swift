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

  /// The format that a file's ending implies; nil for an unknown ending or none.
  package init?(ending path: String) {
    let endings = ["mmd": "mermaid", "puml": "plantuml"]
    guard let ending = path.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last.map(String.init)
    else { return nil }
    self.init(rawValue: endings[ending] ?? ending)
  }

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
