import Catalog
import Findings
import RuleBook
import Writing

extension Rule {
  /// A message whose name differs in style from nearly all others of its kind.
  static let nameStyle = Rule(.nameStyle, run: run)
}

private typealias Options = NameStyleOptions

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let (wanted, suffix) = (inspection[Options.style], inspection[Options.suffix])
  for kind in Message.Kind.allCases {
    let own = catalog.messages.indices.filter { index in
      catalog.messages[index].kind == kind && !catalog.messages[index].isFromInterface
        && !catalog.messages[index].isExternal && !catalog.messages[index].isUnknown
    }
    // `Order.StatusChanged` among `Order.Placed` and `Order.Paid` is qualified by its form and dotted like the others.
    let whole = own.map { WritingStyle(catalog.names.bytes(catalog.messages[$0].name)) }
    let styles = zip(own, whole).map { index, style in
      let name = catalog.names.bytes(catalog.messages[index].name)
      let local = LocalName.of(name)
      return local.count == name.count ? style : WritingStyle(local)
    }
    if let style = WritingStyle(rawValue: wanted) ?? majority(styles.compactMap { $0 }, of: own.count)
      ?? majority(whole.compactMap { $0 }, of: own.count)
    {
      for (index, (local, whole)) in zip(own, zip(styles, whole)) {
        guard local != nil, local != style, whole != style else { continue }
        report(
          catalog.messages[index],
          """
          is not written in \(style.words), \(wanted == "auto" ? "unlike most \(plural(kind.name))" : "as configured")
          """,
          inspection: &inspection)
      }
    }
    let suffixes = own.map { inspection.facts.names[$0].suffix != nil }
    if let isWanted = suffix == "auto" ? majority(suffixes, of: own.count) : suffix == "always" {
      for (index, has) in zip(own, suffixes) where has != isWanted {
        let words =
          suffix == "auto"
          ? (isWanted ? "unlike most \(plural(kind.name))" : "although most \(plural(kind.name)) do not")
          : "against the configured style"
        report(
          catalog.messages[index], isWanted ? "does not end in \(kind.name), \(words)" : "ends in its kind, \(words)",
          inspection: &inspection)
      }
    }
  }
}

private func report(_ message: Message, _ words: String, inspection: inout Inspection) {
  let name = inspection.catalog[message.name]
  inspection.report(
    "\(name) \(words)", at: message.place, about: [message.name], help: "write all names of a kind in one style")
}

/// The value shared by at least four fifths of at least five names; nil otherwise.
private func majority<Value: Equatable>(_ values: [Value], of count: Int) -> Value? {
  guard count >= 5 else { return nil }
  // What more than half of the values are is left over when each is paired with a different one.
  var candidate = values.first
  var balance = 0
  for value in values {
    if balance == 0 { candidate = value }
    balance += value == candidate ? 1 : -1
  }
  return values.count { $0 == candidate } * 5 >= count * 4 ? candidate : nil
}

/// The case and separators of a name.
private enum WritingStyle: String {
  case pascal
  case camel
  case kebab
  case snake
  case dotted
  case upper

  /// Nil for names that fit several styles, such as one word in lower case.
  init?(_ name: ArraySlice<UInt8>) {
    guard let first = name.first else { return nil }
    var (isDotted, hasUpper, hasLower, hasHyphen, hasUnderscore) = (false, false, false, false, false)
    name.withUnsafeBufferPointer { name in
      for byte in name {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "/"): isDotted = true
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): hasUpper = true
        case UInt8(ascii: "a")...UInt8(ascii: "z"): hasLower = true
        case UInt8(ascii: "-"): hasHyphen = true
        case UInt8(ascii: "_"): hasUnderscore = true
        default: break
        }
      }
    }
    if isDotted {
      // A name with dots that is not qualified is of dotted style, whatever its last part.
      self = .dotted
    } else if hasHyphen {
      self = .kebab
    } else if hasUnderscore {
      self = hasLower ? .snake : .upper
    } else if hasUpper, hasLower {
      self = first >= 0x41 && first <= 0x5A ? .pascal : .camel
    } else {
      return nil
    }
  }

  var words: String {
    switch self {
    case .pascal: "PascalCase"
    case .camel: "camelCase"
    case .kebab: "kebab-case"
    case .snake: "snake_case"
    case .dotted: "dotted style"
    case .upper: "UPPER_CASE"
    }
  }
}
