import Catalog
import Reports
import Writing

/// Text as YAML scalars that read back as the same text.
enum YAMLText {
  /// In double quotes: JSON's, which YAML takes as they are.
  static func quoted(_ text: String) -> String {
    var json = JSONWriter()
    json.string(text)
    return String(decoding: json.bytes, as: UTF8.self)
  }

  /// Without quotes where it needs none.
  static func scalar(_ text: String) -> String { PlainScalar.holds(text) ? text : quoted(text) }
}
