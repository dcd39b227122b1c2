import Catalog

/// A search for names in any writing style that looks up every variant, since a catalog has many names and few of
/// these.
enum NameVariants {
  /// The names that match one of the phrases: for `correlation id` correlationId, CorrelationID, correlation_id,
  /// correlation-id, …
  static func set(_ phrases: [String], in names: Names) -> NameSet {
    names.set(of: phrases.flatMap(variants))
  }

  private static func variants(_ phrase: String) -> [String] {
    let words = phrase.split(separator: " ").map(String.init)
    let pascal = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    let camel = words[0] + pascal.dropFirst(words[0].count)
    var found = [
      camel, pascal, words.joined(separator: "_"), words.joined(separator: "-"), words.joined(),
      words.joined(separator: "_").uppercased(),
    ]
    if words.last == "id", words.count > 1 {
      found.append(camel.dropLast(2) + "ID")
      found.append(pascal.dropLast(2) + "ID")
    }
    return found
  }
}
