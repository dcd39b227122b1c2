import Catalog
import Findings

extension PartialCatalog {
  /// Takes `PaymentRequest @ pay-submit` apart: a mention says the channel on which the message travels.
  ///
  /// A message on one channel is that message. On several channels it is as many messages, so that producer and
  /// consumer meet only on the same channel: the one on the channel of its definition, else on the first channel by
  /// name, keeps the name, the others are `PaymentRequest (pay-submit)` with the same definition. A mention without a
  /// channel means the one that keeps the name. Linear in names, messages and mentions.
  mutating func splitByChannel() {
    var uses: [Name: [String: Name]] = [:]
    for index in 0..<names.count {
      let whole = Name(index: UInt32(index))
      guard let (base, channel) = atChannel(names.bytes(whole)) else { continue }
      uses[names.intern(base), default: [:]][String(decoding: channel, as: UTF8.self)] = whole
    }
    guard !uses.isEmpty else { return }
    var definitions: [Name: Int] = [:]
    for (index, message) in messages.enumerated() where definitions[message.name] == nil || message.hasContent {
      definitions[message.name] = index
    }
    let kinds = kinds()
    var places: [Name: Place] = [:]
    for mention in mentions where places[mention.message] == nil { places[mention.message] = mention.place }
    var renamed: [Name: Name] = [:]
    for base in uses.keys.sorted(by: names.areInOrder) {
      let channels = uses[base] ?? [:]
      let known = definitions[base].map { messages[$0] }
      let own = known.flatMap { first($0.channel) }.map { names[$0.name] }
      let main = own ?? channels.keys.min() ?? ""
      for (channel, whole) in channels.sorted(by: { $0.key < $1.key }) {
        let place = places[whole] ?? known?.place ?? Place(file: FileID(0), start: 0, end: 0)
        let name = channel == main ? base : names.intern("\(names[base]) (\(channel))")
        renamed[whole] = name
        guard channel != main || known == nil else {
          if own == nil, let index = definitions[base] {
            messages[index].channel = list(NamePlace(names.intern(channel), at: place))
          }
          continue
        }
        var message =
          known ?? Message(name: name, place: place, kind: kinds[whole] ?? .event, isDefined: false)
        if let traits = known.flatMap({ messageTraits[$0.place] }) { messageTraits[place] = traits }
        (message.name, message.place) = (name, place)
        message.channel = list(NamePlace(names.intern(channel), at: place))
        messages.append(message)
      }
    }
    rename(renamed)
  }

  /// The name and the channel in `NAME @ CHANNEL`; nil without a channel.
  private func atChannel(_ bytes: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, ArraySlice<UInt8>)? {
    guard let sign = bytes.firstIndex(of: UInt8(ascii: "@")), sign > bytes.startIndex + 1, sign < bytes.endIndex - 2,
      bytes[sign - 1] == UInt8(ascii: " "), bytes[sign + 1] == UInt8(ascii: " ")
    else { return nil }
    return (bytes[..<(sign - 1)], bytes[(sign + 2)...])
  }

  /// Gives everything that mentions some names other names.
  private mutating func rename(_ renamed: [Name: Name]) {
    let new = Renaming((0..<names.count).map { Name(index: UInt32($0)) }.map { renamed[$0] ?? $0 }, lists: 0)
    for index in mentions.indices { mentions[index].rename(new) }
    for index in reactions.indices { reactions[index].rename(new) }
    for index in lists.indices { new(&lists[index]) }
    new(&services)
    new(&flows)
    new(&sagas)
    new(&outcomes)
    for place in reactionTraits.keys { reactionTraits[place]?.rename(new) }
  }
}
