import Catalog
import Findings
import Writing

/// Fields and channels whose names differ only in case, in separators or in a plural: what is meant as one name is
/// found under two. Linear in the names.
enum NearFieldsAndChannels {
  /// Reports them under `near-duplicate-name`, one finding for each pair of names.
  static func report(_ inspection: inout Inspection) {
    reportFields(&inspection)
    reportChannels(&inspection)
  }

  /// The first message that carries a field.
  private struct Use {
    let message: Message
    let field: Name
    let place: Place
  }

  private static func reportFields(_ inspection: inout Inspection) {
    let catalog = inspection.catalog
    var seen = NameSet(count: catalog.names.count)
    var first: [String: Use] = [:]
    for message in catalog.messages {
      guard let range = message.fields, catalog.hasField(in: range, otherThan: seen) else { continue }
      for field in catalog.fields(of: range) where !seen.contains(field.name) {
        seen.insert(field.name)
        guard let letters = notation(catalog.names.bytes(field.name)) else { continue }
        let use = Use(message: message, field: field.name, place: field.place)
        guard let known = first[letters] else {
          first[letters] = use
          continue
        }
        inspection.report(
          "fields \(catalog[use.field]) and \(catalog[known.field]) differ only in case",
          at: field.place, about: [use.field, known.field].sorted { catalog[$0] < catalog[$1] },
          confidence: .medium, loweredBy: 1,
          notes: [
            Note("\(catalog[known.message.name]) has \(catalog[known.field])", at: known.place)
          ], help: "write the field in one way")
      }
    }
  }

  /// The letters of a field name in lower case, with the separators where they are: `checkoutid` for `checkOutId`,
  /// `check_out_id` for `Check_Out_ID`. Names of one notation are compared: `order_id` and `orderId` are two notations,
  /// and so are `ORDER` and `order`. nil for short names.
  private static func notation(_ name: ArraySlice<UInt8>) -> String? {
    guard name.count >= 5, let start = name.first, name.contains(where: { $0 >= 0x61 && $0 <= 0x7A }) else {
      return nil
    }
    let isCapital = start >= 0x41 && start <= 0x5A
    return (isCapital ? "^" : "") + String(decoding: name, as: UTF8.self).lowercased()
  }

  private static func reportChannels(_ inspection: inout Inspection) {
    let catalog = inspection.catalog
    let uses = ChannelUses(catalog)
    var first: [String: Name] = [:]
    for channel in uses.order {
      guard let stem = stem(catalog[channel]) else { continue }
      guard let known = first[stem] else {
        first[stem] = channel
        continue
      }
      // One side sends where the other does not listen.
      let isBroken = uses.isOneSided(channel, known)
      inspection.report(
        "channels \(catalog[channel]) and \(catalog[known]) have nearly the same name"
          + (isBroken ? ", and one has only senders, the other only receivers" : ""),
        at: uses.place(channel), about: [channel, known].sorted { catalog[$0] < catalog[$1] }, confidence: .medium,
        loweredBy: isBroken ? 0 : 1, notes: [Note("\(catalog[known]) is used here", at: uses.place(known))],
        help: "use one name for one channel, and clearly different names for different ones")
    }
  }

  /// The letters and digits of an address in lower case without plurals: `payevent` for `pay-events`. nil for short
  /// ones, and for addresses with parameters or of calls, where one and many are two resources.
  private static func stem(_ address: String) -> String? {
    guard address.count >= 6, !address.contains("{"), !address.contains(" "), !address.contains(ascii: "://"),
      !address.hasPrefix("/")
    else { return nil }
    var stem = ""
    var word = ""
    func end() {
      stem += word.count > 3 && word.hasSuffix("s") && !word.hasSuffix("ss") ? word.dropLast() : word[...]
      word = ""
    }
    var wasLower = false
    for character in address {
      let isPart = character.isLetter || character.isNumber
      if !isPart || character.isUppercase && wasLower { end() }
      if isPart { word += character.lowercased() }
      wasLower = character.isLowercase
    }
    end()
    return stem.count >= 5 ? stem : nil
  }
}

/// The channels that messages travel on, with who uses them.
private struct ChannelUses {
  /// The channels in the order of their first mention.
  private(set) var order: [Name] = []
  private var places: [Name: Place] = [:]
  private var sending: Set<Name> = []
  private var receiving: Set<Name> = []

  init(_ catalog: Catalog) {
    for channel in catalog.channels { add(channel.name, at: channel.place) }
    var channels: [Name: Name] = [:]
    for message in catalog.messages {
      guard let channel = catalog.first(message.channel) else { continue }
      channels[message.name] = channel.name
      add(channel.name, at: channel.place)
    }
    for mention in catalog.mentions {
      guard let channel = channels[mention.message] else { continue }
      if mention.verb.isOutgoing { sending.insert(channel) } else { receiving.insert(channel) }
    }
  }

  private mutating func add(_ channel: Name, at place: Place) {
    guard places.updateValue(places[channel] ?? place, forKey: channel) == nil else { return }
    order.append(channel)
  }

  func place(_ channel: Name) -> Place { places[channel] ?? Place(file: FileID(0), start: 0, end: 0) }

  /// Whether one has only senders and the other only receivers.
  func isOneSided(_ one: Name, _ other: Name) -> Bool {
    func only(_ channel: Name, _ side: Set<Name>, without other: Set<Name>) -> Bool {
      side.contains(channel) && !other.contains(channel)
    }
    return only(one, sending, without: receiving) && only(other, receiving, without: sending)
      || only(one, receiving, without: sending) && only(other, sending, without: receiving)
  }
}
