/// The grammatical mood of a name, as in "an imperative".
///
/// The order of the tests and the word lists follow the research behind the rule `disguised-command`; the first match
/// wins.
package enum Mood: Sendable, Hashable {
  /// An obligation: `AddressCheckRequired`, `CustomerNeedsToBeSentAMessage`.
  case obligation
  /// A possible obligation that may also be a fact about needs: `CustomerNeedsAssessed`.
  case weakObligation
  /// A future event: `TrialWillEnd`.
  case future
  /// A question: `GetOrder`, `WhoIsOnCall`.
  case query
  /// A request in the form of a fact: `PaymentRequested`.
  case requested
  /// A fact in the past tense: `OrderPlaced`, `OrderStatusChangedToAwaitingValidation`.
  case past
  /// A bare verb at the end of a path or alone: `orders/create`, `push`.
  case baseOperation
  /// An imperative: `SendLetter`.
  case imperative
  /// A name that starts with a word that is both verb and noun: `CheckAddress`, `OrderConfirmation`.
  case homograph
  /// A state: `OutOfStock`, `ItemAvailable`.
  case state
  /// An ongoing activity: `OrderProcessing`.
  case progressive
  /// A noun without a verb: `Invoice`.
  case noun

  /// Whether the name is a request to do something.
  package var isDirective: Bool { self == .imperative || self == .obligation }

  /// Whether the name can be read as such a request: includes homographs and bare verbs, which are imperatives in form.
  package var canBeDirective: Bool { isDirective || self == .homograph || self == .baseOperation }
}

extension Words {
  /// The mood of the name, by linguistic evidence alone. Costs one lexicon look-up for each word.
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
    // `StockAvailable`, `OrderDownloading`: not commands, although the first word could be a verb.
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

  /// The lengths of the words of obligation, a quick filter.
  private static let obligationLengths = 2...8

  private func hasFuture(_ forms: [Form]) -> Bool {
    if words.count > 1, forms.last?.classes.contains(.upcoming) ?? false { return true }
    return words[0].elementsEqual("upcoming".utf8)
      || words.dropFirst().contains { $0.count == 4 && $0.elementsEqual("will".utf8) }
  }

  /// Whether the word at an index is a participle: a regular or irregular past form, or a base form with the same
  /// spelling that is not the first word.
  private func isParticiple(_ index: Int, _ forms: [Form]) -> Bool {
    forms[index].isParticiple || index > 0 && forms[index].isSameForm
  }

  private func isPast(_ forms: [Form]) -> Bool {
    let lastIndex = forms.count - 1
    if isParticiple(lastIndex, forms) {
      guard lastIndex > 0, forms[0].isVerb else { return true }
      let before = words[lastIndex - 1]
      let isObjectPhrase = ["as", "be", "not", "if", "when", "once"].contains { before.elementsEqual($0.utf8) }
      // `MarkFeeAsPaid` is a command; `SetOrderShipped` sets a flag; `PasswordReset` is a fact.
      return !isObjectPhrase
    }
    guard !forms[0].isPlainVerb, !forms[0].isSameForm || forms.count == 1 else { return false }
    return forms.indices.dropFirst(forms[0].isParticiple ? 0 : 1).contains { isParticipleInside($0, forms) }
  }

  /// Whether a participle before the last word marks the past (`BookPlacedOnHold`) instead of only describing the noun
  /// after it in a name that starts with a homograph (`ReleaseReservedStock`).
  private func isParticipleInside(_ index: Int, _ forms: [Form]) -> Bool {
    guard index < forms.count - 1, forms[index].isParticiple else { return false }
    return !(index == 1 && forms[0].isVerb && forms[0].isNoun && forms[2...].allSatisfy { !$0.isPreposition })
  }

  private func isBaseOperation(_ forms: [Form]) -> Bool {
    guard let last = forms.last, last.isVerb, !last.isSameForm || forms.count == 1 else { return false }
    if words.count == 1 { return true }
    guard isPath || !forms[0].isVerb || forms[0].isNoun else { return false }
    // `RequestNameChange` is a request: of two homographs, the first is the verb.
    guard isPath || !(forms[0].isVerb && last.isNoun) else { return false }
    // `AccountCreate`, `product_update`; but `ShipmentLabelPrint` only if the verb is not also a noun.
    return isPath || !last.isNoun || last.classes.contains(.operation)
  }

  private func directive(_ forms: [Form]) -> Mood? {
    guard forms[0].isVerb else {
      // An adverb may precede the verb: `ReallyDeleteAccount`, `BulkImportProducts`.
      guard words.count > 2, forms[0].classes.contains(.leading), forms[1].isPlainVerb else { return nil }
      return .imperative
    }
    // `MarkFeeAsPaid` is unambiguous.
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

/// The possible word classes of one word.
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
  /// Whether the word is a verb but not also a noun.
  var isPlainVerb: Bool { isVerb && !isNoun }
}
