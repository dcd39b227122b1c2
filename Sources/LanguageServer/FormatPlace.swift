import Readers

/// What the catalog format expects at a place, found by following keys from the root through the format's own table.
struct FormatPlace {
  /// How the value at the place is written.
  var value: ValueFormat
  /// The section whose key leads here; nil at the root and at entries with names of their own.
  var section: Section?
  /// The key that leads here; empty at the root.
  var key = ""
  /// The name of the nearest message around the place, as written: the trigger of a reaction, or the message that is
  /// defined.
  var message: String?
  /// The keys below `payload`, `headers` or `copy` that lead here: the path of a field.
  var field: [String] = []

  /// The root of a catalog.
  static let root = FormatPlace(value: .keys(.catalog))

  /// The place that steps lead to; nil where the format knows nothing.
  init?(_ path: [TextCursor.Step]) {
    var place = Self.root
    for step in path {
      let next = if case .key(let key) = step { place.entering(key) } else { place.enteringItem() }
      guard let next else { return nil }
      place = next
    }
    self = place
  }

  private init(value: ValueFormat) { self.value = value }

  /// The section whose keys can be written here; nil if there are none.
  var keys: Section? {
    switch value {
    case .keys(let section), .flagOr(let section): section
    case .steps: .step
    case .flowSteps: .flowStep
    case .branches, .outcome: .branch
    default: nil
    }
  }

  /// The place of the value of a key; nil if there is no such key.
  func entering(_ key: String) -> FormatPlace? {
    if let section = keys {
      guard let known = section.keys.first(where: { $0.name == key }) else { return nil }
      return at(known.format.value, section, key: key)
    }
    switch value {
    case .entries(let section):
      var place = at(.keys(section), nil, key: key)
      if section == .message || section == .expectation { place.message = key }
      return place
    case .reactions:
      var place = at(.keys(.reaction), nil, key: key)
      place.message = key
      return place
    case .jobs: return at(.message([]), nil, key: key)
    case .listings(let ofNames): return at(ofNames ? .messages([]) : .service, nil, key: key)
    case .fieldsOfTrigger: return at(.keys(.need), nil, key: key)
    case .payload, .payloadOrFile:
      var place = at(.payload, nil, key: self.key)
      place.field.append(key.last == "?" ? String(key.dropLast()) : key)
      return place
    default: return nil
    }
  }

  /// The place of an item of the list here; nil if there is no list.
  func enteringItem() -> FormatPlace? {
    switch value {
    case .names, .messages, .services, .reactions, .entries, .choices, .branches, .steps, .flowSteps, .outcome, .jobs,
      .fieldsOfTrigger, .namesOrFlag, .payload, .payloadOrFile:
      self
    default: nil
    }
  }

  private func at(_ value: ValueFormat, _ section: Section?, key: String) -> FormatPlace {
    var place = self
    (place.value, place.section, place.key) = (value, section, key)
    return place
  }
}
