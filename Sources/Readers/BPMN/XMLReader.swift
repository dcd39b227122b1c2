import CExpat

/// An element of an XML document with its byte range.
struct XMLElement {
  /// The name without its namespace.
  var name: String
  /// The namespace; empty without one.
  var space: String
  /// Attributes by `name`, or `namespace|name` for those with a namespace.
  var attributes: [String: String]
  /// The byte offset of the name in the start tag.
  var start: UInt32
  /// The byte offset just past the start tag.
  var end: UInt32
  /// The index of the parent; -1 for the root.
  var parent: Int
  /// The indices of the children, in order.
  var children: [Int] = []
  /// The text directly inside the element, cut off after about 4 KiB.
  var text = ""
}

/// A comment with a directive, `<!-- eventlint: ... -->`, and the start tag it applies to.
package struct XMLDirective: Sendable {
  /// The text after `eventlint:`, with white space normalised.
  package var text: String
  /// The byte offset of the comment.
  package var start: UInt32
  /// The byte offset just past the comment.
  package var end: UInt32
  /// The byte range of the next start tag; nil if none follows.
  package var next: Range<UInt32>?
}

/// The error that prevents reading a document, with its byte offset.
struct XMLProblem: Error {
  var message: String
  var offset: UInt32
}

/// An XML reader based on expat that produces a flat list of elements, parents first.
///
/// Entity declarations are rejected before anything could be expanded, nothing is fetched, and the depth and number of
/// elements are limited.
final class XMLReader {
  private(set) var elements: [XMLElement] = []
  private(set) var directives: [XMLDirective] = []
  private var open: [Int] = []
  private var refusal: String?
  private var parser: XML_Parser?

  /// The characters of Windows-1252 for bytes 128 to 159, where it differs from Latin-1; -1 for unassigned bytes.
  ///
  /// Source: WHATWG Encoding Standard, index windows-1252.
  fileprivate static let windows1252: [Int32] = [
    0x20AC, -1, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, -1, 0x017D, -1,
    -1, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, -1, 0x017E,
    0x0178,
  ]
  private static let maximumDepth = 200
  private static let maximumElements = 500_000
  private static let maximumText = 4096

  /// The elements and directives of a document, or the first error. Linear in the bytes; at most 64 MiB.
  static func read(_ bytes: [UInt8]) -> Result<(elements: [XMLElement], directives: [XMLDirective]), XMLProblem> {
    guard bytes.count < 64 << 20 else {
      return .failure(XMLProblem(message: "the file has more than \(64 << 20) bytes", offset: 0))
    }
    // The separator cannot occur in a name.
    guard let parser = XML_ParserCreateNS(nil, 0x7C) else {
      return .failure(XMLProblem(message: "no memory for a parser", offset: 0))
    }
    defer { XML_ParserFree(parser) }
    let reader = XMLReader()
    reader.parser = parser
    // The parser keeps a pointer to the reader only during this call.
    XML_SetUserData(parser, Unmanaged.passUnretained(reader).toOpaque())
    XML_SetElementHandler(
      parser,
      { data, name, attributes in
        guard let data, let name else { return }
        Unmanaged<XMLReader>.fromOpaque(data).takeUnretainedValue().begin(String(cString: name), attributes)
      },
      { data, _ in
        guard let data else { return }
        Unmanaged<XMLReader>.fromOpaque(data).takeUnretainedValue().close()
      })
    XML_SetCharacterDataHandler(parser) { data, text, count in
      guard let data, let text else { return }
      Unmanaged<XMLReader>.fromOpaque(data).takeUnretainedValue().append(
        UnsafeBufferPointer(start: text, count: Int(count)))
    }
    XML_SetCommentHandler(parser) { data, text in
      guard let data, let text else { return }
      Unmanaged<XMLReader>.fromOpaque(data).takeUnretainedValue().comment(String(cString: text))
    }
    XML_SetEntityDeclHandler(parser) { data, _, _, _, _, _, _, _, _ in
      guard let data else { return }
      Unmanaged<XMLReader>.fromOpaque(data).takeUnretainedValue().refuse("entities are not expanded")
    }
    XML_SetUnknownEncodingHandler(
      parser,
      { _, name, encoding in
        // Windows programs write this encoding, which expat lacks.
        guard let name, let encoding, String(cString: name).lowercased() == "windows-1252" else {
          return Int32(XML_STATUS_ERROR.rawValue)
        }
        withUnsafeMutableBytes(of: &encoding.pointee.map) { bytes in
          let map = bytes.bindMemory(to: Int32.self)
          for byte in 0..<256 {
            map[byte] = (128..<160).contains(byte) ? XMLReader.windows1252[byte - 128] : Int32(byte)
          }
        }
        encoding.pointee.convert = nil
        encoding.pointee.release = nil
        return Int32(XML_STATUS_OK.rawValue)
      }, nil)
    let status = bytes.withUnsafeBytes { buffer in
      XML_Parse(parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), Int32(XML_TRUE))
    }
    guard status == XML_STATUS_OK else {
      let offset = UInt32(clamping: max(0, Int(XML_GetCurrentByteIndex(parser))))
      let words =
        reader.refusal ?? XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "invalid XML"
      return .failure(XMLProblem(message: words, offset: min(offset, UInt32(max(0, bytes.count - 1)))))
    }
    return .success((reader.elements, reader.directives))
  }

  private func refuse(_ words: String) {
    guard refusal == nil, let parser else { return }
    refusal = words
    XML_StopParser(parser, XML_Bool(XML_FALSE))
  }

  private func begin(_ name: String, _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?) {
    guard let parser, refusal == nil else { return }
    guard open.count < Self.maximumDepth else { return refuse("elements are more than \(Self.maximumDepth) deep") }
    guard elements.count < Self.maximumElements else {
      return refuse("there are more than \(Self.maximumElements) elements")
    }
    let parts = name.split(separator: "|", maxSplits: 1).map(String.init)
    var known: [String: String] = [:]
    if let attributes {
      var index = 0
      while let key = attributes[index], let value = attributes[index + 1] {
        known[String(cString: key)] = String(cString: value)
        index += 2
      }
    }
    let start = UInt32(clamping: Int(XML_GetCurrentByteIndex(parser))) + 1
    let element = XMLElement(
      name: parts.count > 1 ? parts[1] : name, space: parts.count > 1 ? parts[0] : "", attributes: known, start: start,
      end: start + UInt32(clamping: max(0, Int(XML_GetCurrentByteCount(parser)) - 1)), parent: open.last ?? -1)
    for index in directives.indices.reversed() {
      guard directives[index].next == nil else { break }
      directives[index].next = element.start - 1..<element.end
    }
    if let parent = open.last { elements[parent].children.append(elements.count) }
    open.append(elements.count)
    elements.append(element)
  }

  private func comment(_ text: String) {
    guard let parser, directives.count < 1000, let mark = text.firstRange(of: "eventlint:"),
      text[..<mark.lowerBound].allSatisfy(\.isWhitespace)
    else { return }
    let start = UInt32(clamping: Int(XML_GetCurrentByteIndex(parser)))
    let words = text[mark.upperBound...].split(whereSeparator: \.isWhitespace).joined(separator: " ")
    directives.append(
      XMLDirective(
        text: words, start: start, end: start + UInt32(clamping: Int(XML_GetCurrentByteCount(parser))), next: nil))
  }

  private func close() { if !open.isEmpty { open.removeLast() } }

  private func append(_ text: UnsafeBufferPointer<CChar>) {
    guard let index = open.last, elements[index].text.utf8.count < Self.maximumText else { return }
    elements[index].text += String(decoding: UnsafeRawBufferPointer(text), as: UTF8.self)
  }
}
