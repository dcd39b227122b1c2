import Foundation
import Testing

@testable import Diagrams

/// The colours of all themes against WCAG 2.2, level AA: 4.5 for text, 3 for lines that mean something.
@Suite struct ContrastTests {
  struct Pair {
    var name: String
    var color: String
    var ground: String
    var least: Double
  }

  private func pairs(_ theme: Theme) -> [Pair] {
    let grounds = [("background", theme.background), ("context", theme.context.fill)]
    let paints: [(String, Theme.Paint)] = [
      ("event", theme.event), ("command", theme.command), ("query", theme.query), ("inside event", theme.insideEvent),
      ("inside command", theme.insideCommand), ("inside query", theme.insideQuery), ("service", theme.service),
      ("orchestrator", theme.orchestrator), ("store", theme.store), ("external", theme.external),
      ("context", theme.context), ("error", theme.error), ("warning", theme.warning),
    ]
    #expect(paints.count == Theme.paints.count)
    var pairs = paints.map { Pair(name: "text on \($0)", color: $1.text, ground: $1.fill, least: 4.5) }
    for (ground, color) in grounds + [("service", theme.service.fill)] {
      pairs.append(Pair(name: "text on \(ground)", color: theme.text, ground: color, least: 4.5))
      pairs.append(Pair(name: "small words on \(ground)", color: theme.faint, ground: color, least: 4.5))
      pairs.append(
        Pair(name: "words of an observer on \(ground)", color: theme.orchestrator.text, ground: color, least: 4.5))
    }
    // What others stand out from can be read, too.
    pairs.append(Pair(name: "pale text", color: theme.edge, ground: theme.context.fill, least: 4.5))
    pairs.append(Pair(name: "a missing field", color: theme.error.line, ground: theme.background, least: 4.5))
    pairs.append(Pair(name: "+", color: theme.query.line, ground: theme.background, least: 4.5))
    pairs.append(Pair(name: "entries of a log", color: theme.store.line, ground: theme.store.fill, least: 3))
    for (ground, color) in grounds {
      pairs += paints.filter { $0.0 != "context" }.map {
        Pair(name: "line of \($0) on \(ground)", color: $1.line, ground: color, least: 3)
      }
      pairs.append(Pair(name: "arrow on \(ground)", color: theme.edge, ground: color, least: 3))
    }
    pairs.append(Pair(name: "frame of a context", color: theme.context.line, ground: theme.background, least: 3))
    pairs.append(Pair(name: "frame of a shared store", color: theme.error.line, ground: theme.store.fill, least: 3))
    return pairs
  }

  @Test("all pairs that are drawn have the contrast of AA", arguments: Theme.all.map(\.name))
  func contrast(name: String) throws {
    for pair in pairs(try Theme.named(name)) {
      let contrast = contrast(pair.color, pair.ground)
      #expect(contrast >= pair.least, "\(name): \(pair.name): \(pair.color) on \(pair.ground) has \(contrast)")
    }
  }

  @Test("the formula is that of WCAG: black on white has 21, and #777777 on white almost 4.5")
  func formula() {
    #expect(abs(contrast("#000000", "#FFFFFF") - 21) < 0.001)
    #expect(abs(contrast("#777777", "#FFFFFF") - 4.478) < 0.001)
    #expect(contrast("#FFFFFF", "#777777") == contrast("#777777", "#FFFFFF"))
  }

  @Test("each light colour turns into one dark colour")
  func adaptive() {
    var dark: [String: String] = [:]
    func expect(_ light: String, _ other: String) {
      #expect(dark[light, default: other] == other, "\(light) is \(dark[light] ?? "") and \(other)")
      dark[light] = other
    }
    for color in [\Theme.background, \Theme.text, \Theme.faint, \Theme.edge] {
      expect(Theme.light[keyPath: color], Theme.dark[keyPath: color])
    }
    for paint in Theme.paints {
      for part in [\Theme.Paint.fill, \Theme.Paint.line, \Theme.Paint.text] {
        expect(Theme.light[keyPath: paint][keyPath: part], Theme.dark[keyPath: paint][keyPath: part])
      }
    }
  }

  private func contrast(_ one: String, _ other: String) -> Double {
    let (first, second) = (luminance(one), luminance(other))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
  }

  /// The relative luminance of `#RRGGBB`.
  private func luminance(_ color: String) -> Double {
    let number = Int(color.dropFirst(), radix: 16) ?? 0
    let channels = [16, 8, 0].map { shift in
      let value = Double(number >> shift & 0xFF) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }
}
