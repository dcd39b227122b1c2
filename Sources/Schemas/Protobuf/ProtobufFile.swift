/// The declarations of a `.proto` file, as far as payloads need them. Spans are byte ranges of its text.
struct ProtobufFile {
  /// The field presence discipline (https://protobuf.dev/programming-guides/field_presence/).
  enum Presence {
    /// An absent field cannot be distinguished from its zero value: proto3 without `optional`.
    case implicit
    /// An absent field can be distinguished from its zero value: `optional`.
    case explicit
    /// The field must be set: `required` of proto2.
    case required
  }

  /// A field of a message.
  struct Field {
    var name: String
    var span: Range<Int>
    var type: String
    var typeSpan: Range<Int>
    var number: Int?
    var numberSpan: Range<Int>
    var isRepeated = false
    var isMap = false
    var isInOneof = false
    var presence: Presence?
  }

  /// A message type.
  struct Message {
    /// The name with its package and enclosing messages.
    var fullName: String
    var span: Range<Int>
    var fields: [Field] = []
    var reservedNumbers: [ClosedRange<Int>] = []
    var reservedNames: Set<String> = []
    /// The presence of fields that do not set their own.
    var presence: Presence
  }

  /// An enum type.
  struct Enumeration {
    var fullName: String
    var span: Range<Int>
    /// The first value, with its number.
    var first: (name: String, number: Int?, span: Range<Int>)?
    var isOpen: Bool
  }

  /// An `import` statement.
  struct Import {
    var path: String
    var span: Range<Int>
    var isPublic: Bool
  }

  /// An error in the text.
  struct Mistake {
    var message: String
    /// The text that identifies the finding in baselines; nil if it is the message.
    var subject: String?
    var span: Range<Int>
    /// Whether the rest of the file cannot be parsed.
    var isFatal: Bool
  }

  var package = ""
  var imports: [Import] = []
  var messages: [Message] = []
  var enums: [Enumeration] = []
  var mistakes: [Mistake] = []

  /// Whether parsing stopped at a fatal error.
  var isBroken: Bool { mistakes.contains(where: \.isFatal) }
}

/// A recursive descent parser for proto2, proto3 and editions. Declarations that payloads do not need (services,
/// extensions, options) are skipped by their brackets.
struct ProtobufParser {
  private var tokens: ProtobufTokens
  private var token: ProtobufToken
  private var file = ProtobufFile()
  private var presence = ProtobufFile.Presence.explicit
  private var isOpenEnum = false
  private var isProto3 = false
  private var depth = 0

  /// The declarations of a text; errors are part of the result. Linear in the bytes.
  static func parse(_ bytes: [UInt8]) -> ProtobufFile {
    var parser = ProtobufParser(bytes)
    parser.parseFile()
    return parser.file
  }

  private init(_ bytes: [UInt8]) {
    tokens = ProtobufTokens(bytes)
    token = tokens.next()
  }

  // MARK: Tokens

  private var text: String { tokens.text(token) }
  private var span: Range<Int> { token.start..<token.end }

  private func isSymbol(_ symbol: Unicode.Scalar) -> Bool {
    token.kind == .symbol && tokens.bytes[token.start] == UInt8(ascii: symbol)
  }

  private func isWord(_ word: String) -> Bool { token.kind == .word && text == word }

  private mutating func advance() { token = tokens.next() }

  /// Consumes a symbol; any other token is a fatal error.
  private mutating func expect(_ symbol: Unicode.Scalar) -> Bool {
    guard isSymbol(symbol) else {
      fail("`\(symbol)`")
      return false
    }
    advance()
    return true
  }

  /// Records a fatal error at the current token, or the lexical error that caused it.
  ///
  /// - Parameters:
  ///   - expected: the syntax expected at the current token.
  ///   - name: `expected` in the subject of the finding, where an earlier version worded it differently.
  private mutating func fail(_ expected: String, named name: String? = nil) {
    let found = token.kind == .end ? "end of file" : "`\(text.prefix(20))`"
    fail(message: "expected \(expected), found \(found)", subject: "\(name ?? expected) is missing")
  }

  private mutating func fail(message: String, subject: String) {
    guard !file.isBroken else { return }
    let found = token.kind == .end ? "the file ends" : "here is `\(text.prefix(20))`"
    if tokens.broken != nil {
      noteBrokenToken()
    } else {
      file.mistakes.append(.init(message: message, subject: "\(subject): \(found)", span: span, isFatal: true))
    }
  }

  private mutating func noteBrokenToken() {
    guard let broken = tokens.broken else { return }
    file.mistakes.append(
      .init(
        message: broken.message, subject: broken.subject, span: broken.at..<min(broken.at + 1, tokens.bytes.count),
        isFatal: true))
  }

  private mutating func note(_ message: String, subject: String? = nil, span: Range<Int>) {
    file.mistakes.append(.init(message: message, subject: subject, span: span, isFatal: false))
  }

  /// Skips to the end of a statement: a semicolon, or a closed pair of braces.
  private mutating func skipStatement() {
    var level = 0
    while token.kind != .end {
      if isSymbol("{") || isSymbol("[") || isSymbol("(") { level += 1 }
      if isSymbol("}") || isSymbol("]") || isSymbol(")") {
        level -= 1
        if level < 0 { return }
        if level == 0, isSymbol("}") { return advance() }
      }
      if level == 0, isSymbol(";") { return advance() }
      advance()
    }
  }

  private mutating func name() -> (text: String, span: Range<Int>)? {
    guard token.kind == .word else {
      fail("a name")
      return nil
    }
    defer { advance() }
    return (text, span)
  }

  private mutating func string() -> String? {
    guard token.kind == .string else {
      fail("a quoted string", named: "a text in quotes")
      return nil
    }
    var result = ""
    while token.kind == .string {
      result += text.dropFirst().dropLast()
      advance()
    }
    return result
  }

  private func number(_ text: String) -> Int? {
    if text.hasPrefix("0x") || text.hasPrefix("0X") { return Int(text.dropFirst(2), radix: 16) }
    if text.count > 1, text.hasPrefix("0") { return Int(text.dropFirst(), radix: 8) }
    return Int(text)
  }

  private mutating func integer() -> (value: Int?, span: Range<Int>)? {
    let start = token.start
    let isNegative = isSymbol("-")
    if isNegative { advance() }
    guard token.kind == .number else {
      fail("a number")
      return nil
    }
    defer { advance() }
    return (number(text).map { isNegative ? -$0 : $0 }, start..<token.end)
  }

  // MARK: The file

  private mutating func parseFile() {
    while token.kind != .end, !file.isBroken {
      switch text {
      case "syntax", "edition": parseSyntax()
      case "package":
        advance()
        if let found = name() { file.package = found.text }
        _ = expect(";")
      case "import": parseImport()
      case "option": parseFileOption()
      case "message": parseMessage(file.package)
      case "enum": parseEnum(file.package)
      case "service", "extend": skipStatement()
      case ";": advance()
      default: fail("a declaration")
      }
    }
    if !file.isBroken { noteBrokenToken() }
  }

  private mutating func parseSyntax() {
    advance()
    guard expect("="), let version = string() else { return }
    isProto3 = version == "proto3"
    presence = isProto3 ? .implicit : .explicit
    isOpenEnum = version != "proto2"
    _ = expect(";")
  }

  private mutating func parseImport() {
    advance()
    let isPublic = isWord("public")
    if isPublic || isWord("weak") || isWord("option") { advance() }
    let start = span
    guard let path = string() else { return }
    file.imports.append(.init(path: path, span: start, isPublic: isPublic))
    _ = expect(";")
  }

  /// Applies `option features.field_presence = IMPLICIT;`; other options are skipped.
  private mutating func parseFileOption() {
    if let found = presenceOption() { presence = found }
  }

  private mutating func presenceOption() -> ProtobufFile.Presence? {
    advance()
    let isPresence = isWord("features.field_presence")
    guard isPresence else {
      skipStatement()
      return nil
    }
    advance()
    guard expect("=") else { return nil }
    let found = Self.presence(text)
    skipStatement()
    return found
  }

  private static func presence(_ word: String) -> ProtobufFile.Presence? {
    switch word {
    case "EXPLICIT": .explicit
    case "IMPLICIT": .implicit
    case "LEGACY_REQUIRED": .required
    default: nil
    }
  }

  // MARK: Messages

  private mutating func parseMessage(_ scope: String) {
    advance()
    guard let found = name() else { return }
    parseBody(of: found, scope)
  }

  private mutating func parseBody(of found: (text: String, span: Range<Int>), _ scope: String) {
    guard depth < 64 else {
      return fail(
        message: "messages are nested more than 64 levels deep",
        subject: "messages lie more than 64 deep in one another")
    }
    depth += 1
    defer { depth -= 1 }
    guard expect("{") else { return }
    let full = scope.isEmpty ? found.text : "\(scope).\(found.text)"
    var message = ProtobufFile.Message(fullName: full, span: found.span, presence: presence)
    while !isSymbol("}"), token.kind != .end, !file.isBroken { parseMember(of: &message, isInOneof: false) }
    _ = expect("}")
    file.messages.append(message)
  }

  private mutating func parseMember(of message: inout ProtobufFile.Message, isInOneof: Bool) {
    if token.kind == .word {
      switch text {
      case "message" where !isInOneof:
        return parseMessage(message.fullName)
      case "enum" where !isInOneof:
        return parseEnum(message.fullName)
      case "extend", "extensions":
        return skipStatement()
      case "reserved":
        return parseReserved(&message)
      case "option":
        if let found = presenceOption() { message.presence = found }
        return
      case "oneof" where !isInOneof:
        return parseOneof(of: &message)
      default:
        return parseField(of: &message, isInOneof)
      }
    }
    if isSymbol(";") { return advance() }
    fail("a field")
  }

  private mutating func parseOneof(of message: inout ProtobufFile.Message) {
    advance()
    guard name() != nil, expect("{") else { return }
    while !isSymbol("}"), token.kind != .end, !file.isBroken { parseMember(of: &message, isInOneof: true) }
    _ = expect("}")
  }

  private mutating func parseReserved(_ message: inout ProtobufFile.Message) {
    advance()
    while !isSymbol(";"), token.kind != .end {
      if token.kind == .string, let word = string() {
        message.reservedNames.insert(word)
      } else if token.kind == .number, let low = integer()?.value {
        var high = low
        if isWord("to") {
          advance()
          if isWord("max") {
            high = Int(Int32.max)
            advance()
          } else {
            high = integer()?.value ?? low
          }
        }
        if low <= high { message.reservedNumbers.append(low...high) }
      } else {
        if token.kind == .word { message.reservedNames.insert(text) }
        advance()
      }
    }
    _ = expect(";")
  }

  private mutating func parseField(of message: inout ProtobufFile.Message, _ isInOneof: Bool) {
    var field = ProtobufFile.Field(name: "", span: span, type: "", typeSpan: span, number: nil, numberSpan: span)
    field.isInOneof = isInOneof
    switch text {
    case "optional":
      field.presence = .explicit
      advance()
    case "required":
      field.presence = .required
      advance()
    case "repeated":
      field.isRepeated = true
      advance()
    default: break
    }
    guard let type = name() else { return }
    (field.type, field.typeSpan) = type
    if type.text == "map", isSymbol("<") {
      field.isMap = true
      advance()
      guard name() != nil, expect(","), let value = name(), expect(">") else { return }
      (field.type, field.typeSpan) = value
    }
    guard let found = name() else { return }
    (field.name, field.span) = found
    guard expect("="), let number = integer() else { return }
    (field.number, field.numberSpan) = number
    if isSymbol("[") { parseOptions(&field) }
    if type.text == "group" {
      // A group declares a message, and a field with its name in lower case.
      field.type = "\(message.fullName).\(found.text)"
      field.name = found.text.lowercased()
      parseBody(of: found, message.fullName)
    } else {
      guard expect(";") else { return }
    }
    add(field, to: &message)
  }

  private mutating func parseOptions(_ field: inout ProtobufFile.Field) {
    var level = 0
    while token.kind != .end {
      if isSymbol("[") || isSymbol("{") { level += 1 }
      if isSymbol("]") || isSymbol("}") {
        level -= 1
        if level == 0 { return advance() }
      }
      if isWord("features.field_presence") {
        advance()
        if isSymbol("=") { advance() }
        field.presence = Self.presence(text) ?? field.presence
      }
      advance()
    }
  }

  private mutating func add(_ field: ProtobufFile.Field, to message: inout ProtobufFile.Message) {
    if let number = field.number {
      if number < 1 || number > 536_870_911 {
        note("field number \(number) is out of range: 1 to 536870911", span: field.numberSpan)
      } else if (19_000...19_999).contains(number) {
        note(
          "field numbers 19000 to 19999 are reserved by Protocol Buffers",
          subject: "field numbers 19000 to 19999 belong to Protocol Buffers", span: field.numberSpan)
      } else if message.reservedNumbers.contains(where: { $0.contains(number) }) {
        note("field number \(number) is reserved", span: field.numberSpan)
      }
    }
    if message.reservedNames.contains(field.name) { note("field name \(field.name) is reserved", span: field.span) }
    message.fields.append(field)
  }

  // MARK: Enums

  private mutating func parseEnum(_ scope: String) {
    advance()
    guard let found = name(), expect("{") else { return }
    var values = ProtobufFile.Enumeration(
      fullName: scope.isEmpty ? found.text : "\(scope).\(found.text)", span: found.span, isOpen: isOpenEnum)
    while !isSymbol("}"), token.kind != .end, !file.isBroken {
      if isWord("option") || isWord("reserved") {
        skipStatement()
      } else if isSymbol(";") {
        advance()
      } else {
        guard let value = name(), expect("="), let number = integer() else { return }
        if values.first == nil { values.first = (value.text, number.value, value.span) }
        skipStatement()
      }
    }
    _ = expect("}")
    if values.isOpen, isProto3, let first = values.first, first.number != 0 {
      let number = first.number.map(String.init) ?? "not"
      note(
        "the first value of a proto3 enum must be 0, but \(first.name) is \(number)",
        subject: "the first value of a proto3 enum is 0, and \(first.name) is \(number)", span: first.span)
    }
    file.enums.append(values)
  }
}
