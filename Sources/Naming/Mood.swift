/// What a name says by its grammar.
///
/// The order of the tests and the word lists follow the domain research behind the rule `disguised-command`: first match wins.
package enum Mood: Sendable, Hashable {
  /// Somebody must do something: `AddressCheckRequired`, `CustomerNeedsToBeSentAMessage`.
  case obligation
  /// An obligation that may be a fact about needs: `CustomerNeedsAssessed`.
  case weakObligation
  /// Something will happen: `TrialWillEnd`.
  case future
  /// A question: `GetOrder`, `WhoIsOnCall`.
  case query
  /// Somebody asked for something: `PaymentRequested`.
  case requested
  /// It happened: `OrderPlaced`, `OrderStatusChangedToAwaitingValidation`.
  case past
  /// A bare verb at the end of a path or alone: `orders/create`, `push`.
  case baseOperation
  /// Do it: `SendLetter`.
  case imperative
  /// Starts with a word that is verb and noun: `CheckAddress`, `OrderConfirmation`.
  case homograph
  /// A state: `OutOfStock`, `ItemAvailable`.
  case state
  /// Going on: `OrderProcessing`.
  case progressive
  /// A thing: `Invoice`.
  case noun

  /// Whether the name tells somebody to do something.
  package var isDirective: Bool { self == .imperative || self == .obligation }

  /// Whether the name can be read that way: also homographs and bare verbs, which are imperatives in form.
  package var canBeDirective: Bool { isDirective || self == .homograph || self == .baseOperation }
}

extension Words {
  /// The mood of the name, by linguistic evidence alone. A few look-ups; no allocation beyond them.
  package var mood: Mood {
    guard let last = words.last else { return .noun }
    let forms = words.map(Form.init)
    if let obligation = obligation(forms) { return obligation }
    if hasFuture(forms) { return .future }
    if forms[0].classes.contains(.asking), !isParticiple(forms.count - 1, forms), !(words.count == 1 && forms[0].isNoun)
    {
      return .query
    }
    if forms.contains(where: { $0.classes.contains(.requested) }) { return .requested }
    if words.count > 1, last.elementsEqual("request".utf8), !forms[0].isPlainVerb { return .requested }
    if isPast(forms) { return .past }
    if isBaseOperation(forms) { return .baseOperation }
    let directive = directive(forms)
    if directive == .imperative { return .imperative }
    // `StockAvailable`, `OrderDownloading`: what ends so is no command, though its first word could lead one.
    if isState(forms) { return .state }
    if isProgressive(last, forms[forms.count - 1]) { return .progressive }
    return directive ?? .noun
  }

  private func obligation(_ forms: [Form]) -> Mood? {
    guard words.count > 1 else { return nil }
    for index in words.indices where Self.obligationLengths.contains(words[index].count) {
      let next = index + 1 < words.count ? words[index + 1] : []
      switch String(decoding: words[index], as: UTF8.self) {
      case "must", "shall", "should", "please": return .obligation
      case "need", "needs":
        if next.elementsEqual("to".utf8) || index == words.count - 1 && index > 0 { return .obligation }
        if index > 0, index + 1 < forms.count, isParticiple(index + 1, forms) { return .weakObligation }
      case "has", "have", "had", "ought":
        if next.elementsEqual("to".utf8), index > 0 { return .obligation }
      case "be":
        if index > 0, words[index - 1].elementsEqual("to".utf8), index + 1 < forms.count, forms[index + 1].isParticiple
        {
          return .obligation
        }
      case "requires", "require":
        if index > 0 { return .obligation }
      default: break
      }
    }
    return forms.last?.classes.contains(.required) ?? false ? .obligation : nil
  }

  /// The lengths of the words that speak of obligations, so that few others are looked at.
  private static let obligationLengths = 2...8

  private func hasFuture(_ forms: [Form]) -> Bool {
    if words.count > 1, forms.last?.classes.contains(.upcoming) ?? false { return true }
    return words[0].elementsEqual("upcoming".utf8)
      || words.dropFirst().contains { $0.count == 4 && $0.elementsEqual("will".utf8) }
  }

  /// A participle at this place: a regular or irregular past form, or a base form spelt like one that does not lead.
  private func isParticiple(_ index: Int, _ forms: [Form]) -> Bool {
    forms[index].isParticiple || index > 0 && forms[index].isSameForm
  }

  private func isPast(_ forms: [Form]) -> Bool {
    let lastIndex = forms.count - 1
    if isParticiple(lastIndex, forms) {
      guard lastIndex > 0, forms[0].isVerb else { return true }
      let before = words[lastIndex - 1]
      let isObjectPhrase = ["as", "be", "not", "if", "when", "once"].contains { before.elementsEqual($0.utf8) }
      // `MarkFeeAsPaid` orders; `SetOrderShipped` sets a flag; `PasswordReset` happened.
      return !isObjectPhrase
    }
    guard !forms[0].isPlainVerb, !forms[0].isSameForm || forms.count == 1 else { return false }
    return forms.indices.dropFirst(forms[0].isParticiple ? 0 : 1).contains { isParticipleInside($0, forms) }
  }

  /// A participle before the end tells the past (`BookPlacedOnHold`) unless it only describes the noun after it in a name
  /// that begins with a verb or noun of command (`ReleaseReservedStock`).
  private func isParticipleInside(_ index: Int, _ forms: [Form]) -> Bool {
    guard index < forms.count - 1, forms[index].isParticiple else { return false }
    return !(index == 1 && forms[0].isVerb && forms[0].isNoun && forms[2...].allSatisfy { !$0.isPreposition })
  }

  private func isBaseOperation(_ forms: [Form]) -> Bool {
    guard let last = forms.last, last.isVerb, !last.isSameForm || forms.count == 1 else { return false }
    if words.count == 1 { return true }
    guard isPath || !forms[0].isVerb || forms[0].isNoun else { return false }
    // `RequestNameChange` asks for a change: two homographs, and the first one leads.
    guard isPath || !(forms[0].isVerb && last.isNoun) else { return false }
    // `AccountCreate`, `product_update`; but `ShipmentLabelPrint` only when the verb is not as well a noun.
    return isPath || !last.isNoun || last.classes.contains(.operation)
  }

  private func directive(_ forms: [Form]) -> Mood? {
    guard forms[0].isVerb else {
      // An adverb may lead: `ReallyDeleteAccount`, `BulkImportProducts`.
      guard words.count > 2, forms[0].classes.contains(.leading), forms[1].isPlainVerb else { return nil }
      return .imperative
    }
    // `MarkFeeAsPaid` can only be read one way.
    if forms.count > 2, words[forms.count - 2].elementsEqual("as".utf8) { return .imperative }
    if forms[0].isSameForm { return words.count > 1 ? .imperative : nil }
    return forms[0].isNoun ? .homograph : .imperative
  }

  private func isState(_ forms: [Form]) -> Bool {
    if forms.last?.classes.contains(.state) ?? false { return true }
    guard words.count > 1 else { return false }
    let pairs = zip(words, words.dropFirst())
    return pairs.contains { first, second in
      (first.elementsEqual("out".utf8) && second.elementsEqual("of".utf8))
        || (first.elementsEqual("in".utf8) && second.elementsEqual("transit".utf8))
        || (first.elementsEqual("ready".utf8) && second.elementsEqual("for".utf8))
    }
  }

  private func isProgressive(_ last: [UInt8], _ form: Form) -> Bool {
    last.count > 4 && last.suffix(3).elementsEqual("ing".utf8) && !form.classes.contains(.nounInIng)
  }
}

/// What one word can be.
private struct Form {
  let classes: Lexicon.Classes
  let isParticiple: Bool

  init(_ word: [UInt8]) {
    classes = Lexicon.classes(of: word)
    let endsInEd = word.count > 3 && word.suffix(2).elementsEqual("ed".utf8)
    isParticiple =
      classes.contains(.past) && !classes.contains(.verb)
      || endsInEd && !classes.contains(.notParticiple) && !classes.contains(.verb)
      || word.elementsEqual("lost".utf8)
  }

  var isPreposition: Bool { classes.contains(.preposition) }
  var isVerb: Bool { classes.contains(.verb) }
  var isNoun: Bool { classes.contains(.noun) }
  var isSameForm: Bool { classes.contains(.sameForm) }
  /// A verb that is no noun as well.
  var isPlainVerb: Bool { isVerb && !isNoun }
}
