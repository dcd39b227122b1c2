/// A recursive descent parser for proto2, proto3 and editions. Declarations that payloads do not need (services, most
/// options) are skipped by their brackets.
struct ProtobufParser {
  private var tokens: ProtobufTokens
  private var token: ProtobufToken
  private var file = ProtobufFile()
  private var version = "proto2"
  private var fileFeatures = ProtobufFile.Features()
  private var depth = 0

  /// The longest full name of a declaration, in bytes: each declaration inside another repeats the names around it.
  private static let maximumName = 1_000

  /// The declarations of a text; errors are part of the result. Linear in the bytes.
  static func parse(_ bytes: [UInt8]) -> ProtobufFile {
    var parser = ProtobufParser(bytes)
    parser.parseFile()
    parser.file.settle(version: parser.version, features: parser.fileFeatures)
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

  /// The full name of a declaration; nil, with a fatal error, if it is too long.
  private mutating func fullName(_ name: String, in scope: String) -> String? {
    guard scope.utf8.count + name.utf8.count < Self.maximumName else {
      fail(
        message: "the full name has more than \(Self.maximumName) bytes",
        subject: "a full name has more than \(Self.maximumName) bytes")
      return nil
    }
    return scope.isEmpty ? name : "\(scope).\(name)"
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
      if isVisibility { advance() }
      switch text {
      case "syntax", "edition": parseSyntax()
      case "package":
        advance()
        if let found = name(), let full = fullName(found.text, in: "") {
          (file.package, file.packageSpan) = (full, found.span)
        }
        _ = expect(";")
      case "import": parseImport()
      case "option": fileFeatures = fileFeatures.taking(parseOption())
      case "message": parseMessage(file.package)
      case "enum": parseEnum(file.package)
      case "extend": parseExtend(file.package)
      case "service": skipStatement()
      case ";": advance()
      default: fail("a declaration")
      }
    }
    if !file.isBroken { noteBrokenToken() }
  }

  /// Whether the token is `export` or `local` before a type, as edition 2024 has them.
  private var isVisibility: Bool {
    guard isWord("export") || isWord("local") else { return false }
    var ahead = tokens
    let next = ahead.text(ahead.next())
    return next == "message" || next == "enum"
  }

  private mutating func parseSyntax() {
    advance()
    guard expect("="), let version = string() else { return }
    self.version = version
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

  // MARK: Options

  /// An option with its value; `features = { field_presence: IMPLICIT }` is `features.field_presence`.
  struct Option {
    var name: String
    var value: String
    var span: Range<Int>
  }

  /// Consumes an `option` statement.
  private mutating func parseOption() -> [Option] {
    advance()
    let found = assignment()
    skipStatement()
    return found
  }

  /// Consumes the options of a field or a value, in brackets, if it has any.
  private mutating func parseOptions() -> [Option] {
    guard isSymbol("[") else { return [] }
    advance()
    var found: [Option] = []
    while token.kind != .end {
      if isSymbol("]") {
        advance()
        break
      }
      let start = token.start
      found += assignment()
      if isSymbol(",") || token.start == start { advance() }
    }
    return found
  }

  /// Consumes a name, an equals sign and a value, as far as they are there.
  private mutating func assignment() -> [Option] {
    var name = ""
    while token.kind == .word || isSymbol("(") || isSymbol(")") {
      // Names of custom options stand in parentheses; none of them is looked for.
      name += text
      advance()
    }
    guard isSymbol("=") else { return [] }
    advance()
    if isSymbol("{") || isSymbol("[") { return aggregate(of: name) }
    let start = token.start
    var value = ""
    if isSymbol("-") || isSymbol("+") {
      if isSymbol("-") { value = "-" }
      advance()
    }
    let end = token.end
    if token.kind == .string {
      value = string() ?? ""
    } else if token.kind == .word || token.kind == .number {
      value += text
      advance()
    }
    return [Option(name: name, value: value, span: start..<end)]
  }

  /// Consumes an aggregate value; the words directly in it become options of their own.
  private mutating func aggregate(of name: String) -> [Option] {
    var level = 0
    var found: [Option] = []
    var key: String?
    while token.kind != .end {
      if isSymbol("{") || isSymbol("[") { level += 1 }
      if isSymbol("}") || isSymbol("]") { level -= 1 }
      if level == 1, token.kind == .word {
        if let known = key {
          found.append(Option(name: "\(name).\(known)", value: text, span: span))
          key = nil
        } else {
          key = text
        }
      } else if !isSymbol(":") {
        key = nil
      }
      advance()
      if level <= 0 { break }
    }
    return found
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
    guard let full = fullName(found.text, in: scope), expect("{") else { return }
    var message = ProtobufFile.Message(fullName: full, span: found.span)
    while !isSymbol("}"), token.kind != .end, !file.isBroken { parseMember(of: &message, oneof: nil) }
    _ = expect("}")
    file.messages.append(message)
  }

  private mutating func parseMember(of message: inout ProtobufFile.Message, oneof: Int?) {
    if token.kind == .word {
      if isVisibility { advance() }
      switch text {
      case "message" where oneof == nil:
        return parseMessage(message.fullName)
      case "enum" where oneof == nil:
        return parseEnum(message.fullName)
      case "extend" where oneof == nil:
        return parseExtend(message.fullName)
      case "extensions":
        return skipStatement()
      case "reserved":
        return parseReserved(&message.reserved)
      case "option":
        let found = parseOption()
        if oneof == nil { message.features = message.features.taking(found) }
        return
      case "oneof" where oneof == nil:
        return parseOneof(of: &message)
      default:
        return parseField(of: &message, oneof)
      }
    }
    if isSymbol(";") { return advance() }
    fail("a field")
  }

  private mutating func parseOneof(of message: inout ProtobufFile.Message) {
    advance()
    guard let found = name(), expect("{") else { return }
    message.oneofs.append(.init(name: found.text, span: found.span))
    let index = message.oneofs.count - 1
    while !isSymbol("}"), token.kind != .end, !file.isBroken { parseMember(of: &message, oneof: index) }
    _ = expect("}")
  }

  /// The fields of an `extend` block, which belong to another message.
  private mutating func parseExtend(_ scope: String) {
    advance()
    guard let extended = name(), expect("{") else { return }
    var fields = ProtobufFile.Message(fullName: scope, span: extended.span)
    while !isSymbol("}"), token.kind != .end, !file.isBroken {
      if isSymbol(";") { advance() } else { parseField(of: &fields, nil) }
    }
    _ = expect("}")
    for var field in fields.fields {
      guard let full = fullName(field.name, in: scope) else { return }
      field.name = "[\(full)]"
      file.extensions.append(.init(extended: extended.text, scope: scope, field: field))
    }
  }

  private mutating func parseReserved(_ reserved: inout ProtobufFile.Reserved) {
    advance()
    while !isSymbol(";"), token.kind != .end {
      let start = token
      if token.kind == .string, let word = string() {
        reserved.names.append((word, start.start..<start.end))
      } else if token.kind == .number || isSymbol("-"), let low = integer() {
        var (high, end) = (low.value, low.span.upperBound)
        if isWord("to") {
          advance()
          end = token.end
          if isWord("max") {
            high = Int(Int32.max)
            advance()
          } else {
            high = integer()?.value
          }
        }
        if let low = low.value, low <= high ?? low {
          reserved.numbers.append((low...(high ?? low), start.start..<end))
        }
      } else {
        if token.kind == .word { reserved.names.append((text, span)) }
        advance()
      }
      if file.isBroken { return }
    }
    _ = expect(";")
  }

  private mutating func parseField(of message: inout ProtobufFile.Message, _ oneof: Int?) {
    var field = ProtobufFile.Field(name: "", span: span, type: "", typeSpan: span, number: nil, numberSpan: span)
    field.oneof = oneof
    var presence: ProtobufFile.Presence?
    switch text {
    case "optional":
      presence = .explicit
      advance()
    case "required":
      presence = .required
      advance()
    case "repeated":
      field.isRepeated = true
      advance()
    default: break
    }
    guard let type = name() else { return }
    (field.type, field.typeSpan) = type
    if type.text == "map", isSymbol("<") {
      advance()
      guard let key = name(), expect(","), let value = name(), expect(">") else { return }
      field.keyType = key.text
      (field.type, field.typeSpan) = value
    }
    guard let found = name() else { return }
    (field.name, field.span) = found
    guard expect("="), let number = integer() else { return }
    (field.number, field.numberSpan) = number
    take(parseOptions(), &field)
    if type.text == "group" {
      // A group declares a message, and a field with its name in lower case.
      guard let full = fullName(found.text, in: message.fullName) else { return }
      field.type = ".\(full)"
      field.name = found.text.lowercased()
      field.features.isDelimited = true
      parseBody(of: found, message.fullName)
    } else {
      guard expect(";") else { return }
    }
    field.features.presence = field.features.presence ?? presence
    message.fields.append(field)
  }

  private func take(_ options: [Option], _ field: inout ProtobufFile.Field) {
    field.features = field.features.taking(options)
    for option in options {
      switch option.name {
      case "packed": field.features.isPacked = option.value == "true"
      case "deprecated": field.isDeprecated = option.value == "true"
      case "json_name": field.jsonName = option.value
      case "default": field.defaultValue = (option.value, option.span)
      default: break
      }
    }
  }

  // MARK: Enums

  private mutating func parseEnum(_ scope: String) {
    advance()
    guard let found = name(), let full = fullName(found.text, in: scope), expect("{") else { return }
    var values = ProtobufFile.Enumeration(fullName: full, span: found.span)
    while !isSymbol("}"), token.kind != .end, !file.isBroken {
      if isWord("option") {
        values.features = values.features.taking(parseOption())
      } else if isWord("reserved") {
        parseReserved(&values.reserved)
      } else if isSymbol(";") {
        advance()
      } else {
        guard let value = name(), expect("="), let number = integer() else { return }
        values.values.append(
          .init(name: value.text, span: value.span, number: number.value, numberSpan: number.span))
        _ = parseOptions()
        skipStatement()
      }
    }
    _ = expect("}")
    file.enums.append(values)
  }
}
