import Catalog

/// A search for names in any writing style that looks up every variant, since a catalog has many names and few of
/// these.
enum NameVariants {
  /// The names that match one of the phrases: for `correlation id` correlationId, CorrelationID, correlation_id,
  /// correlation-id, …
  static func set(_ phrases: [String], in names: Names) -> NameSet {
    var set = NameSet(count: names.count)
    var variant: [UInt8] = []
    func look() {
      if let name = names.find(variant[...]) { set.insert(name) }
    }
    for var phrase in phrases {
      phrase.withUTF8 { phrase in
        let endsWithID = phrase.suffix(3).elementsEqual(" id".utf8)
        for style in styles {
          write(phrase, style, to: &variant)
          look()
          guard style.hasCapitalID, endsWithID else { continue }
          variant.replaceSubrange((variant.count - 2)..., with: "ID".utf8)
          look()
        }
      }
    }
    return set
  }

  /// A way to join words.
  private struct Style {
    var separator: UInt8?
    var capitals = Capitals.none

    enum Capitals { case none, laterWords, words, letters }

    /// Whether a last word `id` may also be written `ID`.
    var hasCapitalID: Bool { capitals == .laterWords || capitals == .words }
  }

  /// camelCase, PascalCase, snake_case, kebab-case, all in one, and UPPER_CASE.
  private static let styles = [
    Style(capitals: .laterWords), Style(capitals: .words), Style(separator: UInt8(ascii: "_")),
    Style(separator: UInt8(ascii: "-")), Style(), Style(separator: UInt8(ascii: "_"), capitals: .letters),
  ]

  private static func write(_ phrase: UnsafeBufferPointer<UInt8>, _ style: Style, to variant: inout [UInt8]) {
    variant.removeAll(keepingCapacity: true)
    var (isFirst, isStart) = (true, true)
    for letter in phrase {
      guard letter != space else {
        if let separator = style.separator { variant.append(separator) }
        (isFirst, isStart) = (false, true)
        continue
      }
      let isCapital =
        switch style.capitals {
        case .none: false
        case .laterWords: isStart && !isFirst
        case .words: isStart
        case .letters: true
        }
      let isSmall = letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z")
      variant.append(isCapital && isSmall ? letter & ~0x20 : letter)
      isStart = false
    }
  }

  private static let space = UInt8(ascii: " ")
}
