/// Text as YAML scalars that read back as the same text.
package enum YAMLText {
  /// The text in double quotes: JSON's, which YAML takes as they are.
  package static func quoted(_ text: String) -> String {
    var json = JSONWriter()
    json.string(text)
    return String(decoding: json.bytes, as: UTF8.self)
  }

  /// The text without quotes where it needs none.
  package static func scalar(_ text: String) -> String { PlainScalar.holds(text) ? text : quoted(text) }
}
