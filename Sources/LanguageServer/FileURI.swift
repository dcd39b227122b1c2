import Files
import Writing

/// The conversion between paths and `file:` URIs (RFC 8089).
enum FileURI {
  /// The URI of a path.
  static func uri(_ path: String) -> String { "file://" + Escaping.uri(FilePaths.absolute(path)) }

  /// The absolute path of a `file:` URI without `.` and `..`; nil for other schemes, other hosts and paths that no file
  /// can have.
  static func path(_ uri: JSONValue) -> String? {
    guard let text = uri.text, text.hasPrefix("file://") else { return nil }
    var bytes: [UInt8] = []
    var rest = Array(text.dropFirst(7).utf8)[...]
    if rest.starts(with: "localhost/".utf8) { rest = rest.dropFirst(9) }
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    guard bytes.first == UInt8(ascii: "/"), !bytes.contains(0) else { return nil }
    return FilePaths.absolute(String(decoding: bytes, as: UTF8.self))
  }
}
