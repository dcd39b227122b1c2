import CLibYAML
import Platform

/// A YAML parser that builds a `Tree`: with the scanner, or, for files outside of its subset, from libyaml's events.
///
/// Only this file calls libyaml; none of its pointers outlive the parse of one file.
package struct Parser {
  private let limits: Limits
  private let usesScanner: Bool

  /// Whether the scanner is used: not if `EVENTLINT_PARSER` is `libyaml`.
  package static let usesScanner = getenv("EVENTLINT_PARSER").map { String(cString: $0) } != "libyaml"

  /// A parser that can be used for any number of files.
  package init(limits: Limits = Limits(), usesScanner: Bool = Parser.usesScanner) {
    self.limits = limits
    self.usesScanner = usesScanner
  }

  /// Replaces the content of a tree with that of a file.
  ///
  /// The tree has everything up to the first syntax error or exceeded limit; `Tree.problems` has the errors. Time and
  /// memory are linear in the bytes.
  package func parse(_ bytes: [UInt8], into tree: inout Tree) {
    let bytes = Encoding.utf8(bytes)
    if usesScanner, bytes.count <= limits.fileSize, Scanner.scan(bytes, limits: limits, into: &tree) { return }
    let parser = EventParser(limits: limits)
    parser.parse(bytes, asking: nil, into: &tree)
    // JSON encodes characters beyond 16 bits as two escapes, which libyaml rejects. Only such files are parsed again.
    guard tree.problems.contains(where: { $0.message.contains("invalid Unicode character escape code") }),
      let neutral = Surrogates.neutral(bytes)
    else { return }
    var strings: [Range<Int>] = []
    parser.parse(bytes, asking: neutral, into: &tree) { strings.append($0) }
    parser.parse(bytes, asking: Surrogates.joined(bytes, in: strings), into: &tree)
  }
}

/// A parser of libyaml.
private struct EventParser: ~Copyable {
  // `yaml_parser_t` contains pointers to itself, so it must not move: it lives on the heap as long as its owner.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let event: UnsafeMutablePointer<yaml_event_t>
  private let limits: Limits

  init(limits: Limits) {
    parser = .allocate(capacity: 1)
    event = .allocate(capacity: 1)
    self.limits = limits
  }

  deinit {
    parser.deallocate()
    event.deallocate()
  }

  /// Replaces the content of a tree with that of a file.
  ///
  /// - Parameters:
  ///   - input: the text to parse instead of the bytes; of the same length, so that offsets stay valid.
  ///   - found: called with each double-quoted string, including its quotes.
  func parse(
    _ bytes: [UInt8], asking input: [UInt8]?, into tree: inout Tree, found: ((Range<Int>) -> Void)? = nil
  ) {
    tree.reset(keeping: bytes)
    guard tree.bytes.count <= limits.fileSize else {
      return refuse(&tree, "the file has more than \(limits.fileSize) bytes")
    }
    guard tagDirectives(in: tree.bytes) <= limits.tagDirectives else {
      return refuse(&tree, "the file has more than \(limits.tagDirectives) %TAG directives")
    }
    guard yaml_parser_initialize(parser) == 1 else { return refuse(&tree, "out of memory") }
    defer { yaml_parser_delete(parser) }
    var builder = TreeBuilder(&tree, limits: limits)
    builder.tree.bytes.withUnsafeBufferPointer { buffer in
      let bom = buffer.count >= 3 && buffer[0] == 0xEF && buffer[1] == 0xBB && buffer[2] == 0xBF ? 3 : 0
      var cursor = Cursor(buffer: buffer, base: bom)
      guard let text = buffer.baseAddress else { return }
      guard let input, input.count == buffer.count else {
        yaml_parser_set_input_string(parser, text + bom, buffer.count - bom)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        return run(into: &builder, text: buffer, cursor: &cursor)
      }
      input.withUnsafeBufferPointer { other in
        guard let start = other.baseAddress else { return }
        yaml_parser_set_input_string(parser, start + bom, other.count - bom)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        run(into: &builder, text: buffer, cursor: &cursor, isOther: true, found: found)
      }
    }
    builder.finish()
    swap(&tree, &builder.tree)
  }

  /// - Parameter isOther: whether libyaml reads another text, in which a string may end before its quote.
  private func run(
    into builder: inout TreeBuilder, text: UnsafeBufferPointer<UInt8>, cursor: inout Cursor, isOther: Bool = false,
    found: ((Range<Int>) -> Void)? = nil
  ) {
    while true {
      guard yaml_parser_parse(parser, event) == 1 else {
        return builder.fail(syntaxProblem(cursor: &cursor, length: text.count))
      }
      defer { yaml_event_delete(event) }
      let start = cursor.byte(at: event.pointee.start_mark.index)
      switch event.pointee.type {
      case YAML_STREAM_END_EVENT, YAML_NO_EVENT:
        return
      case YAML_SCALAR_EVENT:
        var end = cursor.byte(at: event.pointee.end_mark.index)
        if isOther, event.pointee.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE {
          end = quotedEnd(text, from: start)
          found?(skipProperties(text, from: start)..<end)
        }
        appendScalar(to: &builder, text: text, start: start, end: end)
      case YAML_ALIAS_EVENT:
        let end = cursor.byte(at: event.pointee.end_mark.index)
        builder.appendAlias(name(event.pointee.data.alias.anchor), start: start, end: end)
      case YAML_MAPPING_START_EVENT:
        let data = event.pointee.data.mapping_start
        let isFlow = data.style == YAML_FLOW_MAPPING_STYLE
        let hasProperties = data.anchor != nil || data.tag != nil
        let isTagged = data.tag.map { !isCore($0, ["map", "!"]) } ?? false
        builder.open(
          isTagged ? .tagged : .mapping, isFlow: isFlow,
          start: hasProperties ? skipProperties(text, from: start, toTag: isTagged) : start)
        if let name = name(data.anchor) { builder.anchorLatest(name) }
      case YAML_SEQUENCE_START_EVENT:
        let data = event.pointee.data.sequence_start
        let isFlow = data.style == YAML_FLOW_SEQUENCE_STYLE
        let hasProperties = data.anchor != nil || data.tag != nil
        let isTagged = data.tag.map { !isCore($0, ["seq", "!"]) } ?? false
        builder.open(
          isTagged ? .tagged : .sequence, isFlow: isFlow,
          start: hasProperties ? skipProperties(text, from: start, toTag: isTagged) : start)
        if let name = name(data.anchor) { builder.anchorLatest(name) }
      case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
        builder.close(end: cursor.byte(at: event.pointee.end_mark.index))
      default:
        continue
      }
      if builder.hasStopped { return }
    }
  }

  private func appendScalar(
    to builder: inout TreeBuilder, text: UnsafeBufferPointer<UInt8>, start: Int, end: Int
  ) {
    let data = event.pointee.data.scalar
    let value = UnsafeBufferPointer(start: data.value, count: data.length)
    let hasProperties = data.anchor != nil || data.tag != nil
    let isTyped = data.tag.map { isCore($0, ["int", "float", "bool", "null"]) } ?? false
    let isTagged = data.tag.map { !isTyped && !isCore($0, ["str", "!"]) } ?? false
    let valueStart = hasProperties ? min(skipProperties(text, from: start), end) : start
    let start = isTagged ? min(skipProperties(text, from: start, toTag: true), end) : valueStart
    var flags: Node.Flags = []
    var offset = valueStart
    switch data.style {
    case YAML_PLAIN_SCALAR_STYLE:
      flags = .plain
    case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE:
      offset = valueStart + 1
    default:
      flags = .block
    }
    if isTyped { flags.insert(.plain) } else if data.tag != nil { flags.remove(.plain) }
    // The end mark of a block scalar is the start of the next line; the block itself ends with its last line.
    let end = flags.contains(.block) ? trimmedEnd(text, from: valueStart, to: end) : end
    let isSlice = !flags.contains(.block) && equal(value, text, at: offset)
    builder.appendScalar(
      value, sliceAt: isSlice ? offset : nil, flags: flags, start: start, end: end, isTagged: isTagged)
    if let name = name(data.anchor) { builder.anchorLatest(name) }
  }

  /// libyaml's error message and place. An unclosed construct is reported at its start, not at the end of the file.
  private func syntaxProblem(cursor: inout Cursor, length: Int) -> YAMLProblem {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "the text is not YAML"
    if parser.pointee.error == YAML_READER_ERROR {
      let start = min(parser.pointee.problem_offset + cursor.base, max(length - 1, 0))
      let end = min(start + 1, length)
      return YAMLProblem(kind: .syntax, message: problem, start: UInt32(start), end: UInt32(end))
    }
    let at = cursor.byte(at: parser.pointee.problem_mark.index)
    var result = YAMLProblem(kind: .syntax, message: problem, start: UInt32(at), end: UInt32(min(at + 1, length)))
    guard let context = parser.pointee.context.map({ String(cString: $0) }) else { return result }
    result.message = "\(problem) \(context)"
    let begin = cursor.byte(at: parser.pointee.context_mark.index)
    guard begin < at else { return result }
    if at >= length || problem.contains("end of stream") {
      result.start = UInt32(begin)
      result.end = UInt32(min(begin + 1, length))
    } else {
      result.related = YAMLProblem.Related(
        message: "began here", start: UInt32(begin), end: UInt32(begin + 1))
    }
    return result
  }

  private func refuse(_ tree: inout Tree, _ message: String) {
    tree.isPartial = true
    tree.problems.append(YAMLProblem(kind: .limit, message: message, start: 0, end: UInt32(min(1, tree.bytes.count))))
  }
}

private func name(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> [UInt8]? {
  guard let pointer else { return nil }
  var length = 0
  while pointer[length] != 0 { length += 1 }
  return Array(UnsafeBufferPointer(start: pointer, count: length))
}

/// Whether a tag is one of some words, each `!` or a tag of the core schema without its prefix
/// (https://yaml.org/spec/1.2.2/#103-core-schema).
private func isCore(_ tag: UnsafeMutablePointer<yaml_char_t>, _ words: [StaticString]) -> Bool {
  var length = 0
  while tag[length] != 0 { length += 1 }
  let tag = UnsafeBufferPointer(start: tag, count: length)
  let prefix = "tag:yaml.org,2002:".utf8
  let word = tag.starts(with: prefix) ? tag.dropFirst(prefix.count) : tag[...]
  return words.contains { known in
    word.elementsEqual(UnsafeBufferPointer(start: known.utf8Start, count: known.utf8CodeUnitCount))
  }
}

private func equal(_ value: UnsafeBufferPointer<UInt8>, _ text: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
  guard offset + value.count <= text.count else { return false }
  guard let left = value.baseAddress, let right = text.baseAddress else { return value.isEmpty }
  return ByteSearch.areEqual(left, right + offset, count: value.count)
}

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

/// The offset after anchors, tags, white space and comments: libyaml's start mark of a node includes its properties.
///
/// - Parameter toTag: whether to stop at a tag.
private func skipProperties(_ text: UnsafeBufferPointer<UInt8>, from start: Int, toTag: Bool = false) -> Int {
  var index = start
  while index < text.count {
    switch text[index] {
    case UInt8(ascii: "!") where toTag: return index
    case UInt8(ascii: "&"), UInt8(ascii: "!"):
      while index < text.count, !isSpace(text[index]) { index += 1 }
    case UInt8(ascii: "#"):
      while index < text.count, text[index] != 0x0A, text[index] != 0x0D { index += 1 }
    case let byte where isSpace(byte):
      index += 1
    default:
      return index
    }
  }
  return index
}

/// The offset after a double-quoted scalar that starts, with its properties, at an offset.
private func quotedEnd(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
  var index = skipProperties(text, from: start) + 1
  while index < text.count, text[index] != UInt8(ascii: "\"") { index += text[index] == UInt8(ascii: "\\") ? 2 : 1 }
  return min(index + 1, text.count)
}

private func trimmedEnd(_ text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
  var end = end
  while end > start + 1, isSpace(text[end - 1]) { end -= 1 }
  return end
}

/// The number of `%TAG` directives: at the start of a line, which may also follow U+0085, U+2028, U+2029 or U+FEFF.
private func tagDirectives(in bytes: [UInt8]) -> Int {
  var count = 0
  var index = 0
  while let mark = ByteSearch.first("%", in: bytes, from: index) {
    index = mark + 1
    guard mark == 0 || bytes[mark - 1] < 0x20 || bytes[mark - 1] >= 0x80 else { continue }
    if bytes[mark...].starts(with: "%TAG".utf8) { count += 1 }
  }
  return count
}

/// A converter from libyaml's marks, which count code points, to byte offsets.
///
/// Marks nearly always move forwards, so walking from the last one costs one pass over the text. ASCII text needs no
/// walk.
struct Cursor {
  let buffer: UnsafeBufferPointer<UInt8>
  /// The offset of the text after a byte-order mark, which libyaml does not count.
  let base: Int
  private let isASCII: Bool
  private var character = 0
  private var byte: Int

  init(buffer: UnsafeBufferPointer<UInt8>, base: Int) {
    self.buffer = buffer
    self.base = base
    byte = base
    isASCII = Cursor.isASCII(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[base...]))
  }

  /// The byte offset of a code point; constant for ASCII, else linear in the distance from the last call.
  @inline(__always)
  mutating func byte(at index: Int) -> Int { isASCII ? min(base + index, buffer.count) : walk(to: index) }

  private mutating func walk(to index: Int) -> Int {
    while character < index, byte < buffer.count {
      // Eight characters of ASCII at a time.
      if index - character >= 8, byte + 8 <= buffer.count,
        UnsafeRawBufferPointer(buffer).loadUnaligned(fromByteOffset: byte, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        byte += 8
        character += 8
        continue
      }
      byte += 1
      while byte < buffer.count, buffer[byte] & 0xC0 == 0x80 { byte += 1 }
      character += 1
    }
    while character > index, byte > base {
      byte -= 1
      while byte > base, buffer[byte] & 0xC0 == 0x80 { byte -= 1 }
      character -= 1
    }
    return byte
  }

  private static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    while index + 8 <= bytes.count {
      guard bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 else {
        return false
      }
      index += 8
    }
    while index < bytes.count {
      guard bytes[index] < 0x80 else { return false }
      index += 1
    }
    return true
  }
}
