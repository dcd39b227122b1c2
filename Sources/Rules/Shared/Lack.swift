import Catalog
import Findings

/// Messages that do not say something, of all that could.
struct Lack {
  /// The number of messages that could say it.
  var all = 0
  /// The messages that do not, with the words for each.
  private(set) var messages: [(message: Message, words: String, place: Place)] = []

  /// Adds a message that does not say it.
  mutating func add(_ message: Message, _ words: String, at place: Place) { messages.append((message, words, place)) }
}

extension Inspection {
  /// Reports what messages lack: each by itself where most of them have it, since a convention is broken there; else
  /// once for the whole catalog, which decided otherwise.
  ///
  /// - Parameter what: the words after the number of messages: "events between contexts declare no pattern".
  mutating func report(_ lack: Lack, _ what: String, help: String) {
    guard let first = lack.messages.first else { return }
    guard lack.messages.count > 1, lack.messages.count * 2 > lack.all else {
      for entry in lack.messages {
        report(
          "\(catalog[entry.message.name]) \(entry.words)", at: entry.place, about: [entry.message.name], help: help)
      }
      return
    }
    let count =
      lack.messages.count < lack.all
      ? "\(lack.messages.count) of \(lack.all)" : lack.all == 2 ? "both" : "all \(lack.all)"
    report(
      "\(count) \(what)", at: first.place, about: [],
      notes: lack.messages.dropFirst().prefix(20).map {
        Note("\(catalog[$0.message.name]) \($0.words)", at: $0.place)
      }, help: help)
  }
}
