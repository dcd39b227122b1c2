/// The grammatical mood of a name, as in "an imperative".
///
/// The order of the tests and the word lists follow the research behind the rule `disguised-command`; the first match
/// wins.
@usableFromInline package enum Mood: Sendable, Hashable {
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
  package var mood: Mood { mood(afterSubject: false) }

  /// The mood of the name.
  ///
  /// - Parameter isSubject: whether other names show that the first word is what the name is about, not a verb: `Plan`
  ///   in `PlanDeleteError`.
  package func mood(afterSubject isSubject: Bool) -> Mood {
    mood(words.map(Form.init), afterSubject: isSubject)
  }

  /// The mood of the name.
  ///
  /// - Parameter forms: the forms of its words in order, which are costly to find and the same in many names.
  package func mood(_ forms: [Form], afterSubject isSubject: Bool) -> Mood {
    guard let last = words.last else { return .noun }
    var forms = forms
    if isSubject { forms[0] = .subject }
    if let obligation = obligation(forms) { return obligation }
    if hasFuture(forms) { return .future }
    // `GetUserResponse` answers.
    if forms[0].classes.contains(.asking), !forms[forms.count - 1].classes.contains(.answer),
      !isParticiple(forms.count - 1, forms), !(words.count == 1 && forms[0].isNoun)
    {
      return .query
    }
    if forms.contains(where: { $0.classes.contains(.requested) }) { return .requested }
    if words.count > 1, last.spells("request"), !forms[0].isPlainVerb { return .requested }
    if isPast(forms) { return .past }
    if isOutcome(forms) { return .noun }
    if operation(forms) != nil { return .baseOperation }
    let directive = directive(forms)
    if directive == .imperative { return .imperative }
    // `StockAvailable`, `OrderDownloading`: not commands, although the first word could be a verb.
    if isState(forms) { return .state }
    if isProgressive(last, forms[forms.count - 1]) { return .progressive }
    return directive ?? .noun
  }

  private func obligation(_ forms: [Form]) -> Mood? {
    guard words.count > 1 else { return nil }
    for index in words.indices where forms[index].duty != nil {
      let next = index + 1 < words.count ? words[index + 1] : []
      switch forms[index].duty {
      case .must: return .obligation
      case .need:
        if next.spells("to") || index == words.count - 1 && index > 0 { return .obligation }
        if index > 0, index + 1 < forms.count, isParticiple(index + 1, forms) { return .weakObligation }
      case .have:
        if next.spells("to"), index > 0 { return .obligation }
      case .be:
        if index > 0, words[index - 1].spells("to"), index + 1 < forms.count, forms[index + 1].isParticiple {
          return .obligation
        }
      case .require:
        if index > 0 { return .obligation }
      case nil: break
      }
    }
    return forms.last?.classes.contains(.required) ?? false ? .obligation : nil
  }

  private func hasFuture(_ forms: [Form]) -> Bool {
    if words.count > 1, forms.last?.classes.contains(.upcoming) ?? false { return true }
    return words[0].spells("upcoming")
      || words.dropFirst().contains { $0.spells("will") }
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
      // `MarkFeeAsPaid` is a command; `SetOrderShipped` sets a flag; `PasswordReset` is a fact, `RetractBid` a command.
      if !isObjectPhrase(before: lastIndex), !(forms[0].isPlainVerb && isObject(forms[lastIndex])) { return true }
    }
    guard !forms[0].isSameForm || forms.count == 1 else { return false }
    return forms.indices.dropFirst(forms[0].isParticiple ? 0 : 1).contains { isParticipleInside($0, forms) }
  }

  /// Whether a participle can be the noun that a verb acts on: `bid`, but not `resent`.
  private func isObject(_ form: Form) -> Bool { form.isSameForm && form.canBeNoun }

  /// Whether the word before a participle makes it a part of what the verb acts on: `as paid`, `be sent`.
  private func isObjectPhrase(before index: Int) -> Bool {
    guard index > 0 else { return false }
    let word = words[index - 1]
    return word.spells("as") || word.spells("be") || word.spells("not") || word.spells("if") || word.spells("when")
      || word.spells("once")
  }

  /// Whether a participle before the last word marks the past (`BookPlacedOnHold`, `ChatThreadCreatedWithUser`) instead
  /// of only describing the noun after it in a name that starts with a verb (`ReleaseReservedStock`).
  private func isParticipleInside(_ index: Int, _ forms: [Form]) -> Bool {
    guard index < forms.count - 1, forms[index].isParticiple, !isObjectPhrase(before: index) else { return false }
    guard forms[0].isVerb else { return true }
    if forms[0].isPlainVerb { return index > 1 && forms[index + 1].isPreposition }
    return index > 1 || forms[2...].contains(where: \.isPreposition)
  }

  /// Whether the name is about how something ended: `PlanDeleteError`, `DownloadFailure`, `SurveyResult`, but not
  /// `SaveResult`.
  private func isOutcome(_ forms: [Form]) -> Bool {
    guard forms.count > 1, let last = forms.last?.classes else { return false }
    return last.contains(.outcome)
      || last.contains(.answer) && (!forms[0].isPlainVerb || forms[0].classes.contains(.asking))
  }

  /// The index of a bare verb: the last word, or the first of an order about a resource that is named before it.
  private func operation(_ forms: [Form]) -> Int? {
    if let last = forms.last, last.isVerb, !last.isPreposition, !last.isSameForm || forms.count == 1 {
      if words.count == 1 || isPath { return forms.count - 1 }
      // `RequestNameChange` is a request: of two homographs, the first is the verb.
      let isVerbFirst = forms[0].isVerb && (!forms[0].isNoun || last.canBeNoun)
      // `AccountCreate`, `product_update`; but `ShipmentLabelPrint` only if the verb is not also a noun.
      if !isVerbFirst, !last.isNoun || last.classes.contains(.operation) { return forms.count - 1 }
    }
    // `todolist:add_item`
    if segmentStart > 0, segmentStart < forms.count - 1, forms[segmentStart].isVerb { return segmentStart }
    // `DriverSendReceipt`: nothing else than a verb can stand there.
    guard forms.count > 2, !forms[0].isVerb, forms[1].isPlainVerb, !forms[1].canBeNoun, let last = forms.last,
      !last.isPlainVerb, !last.isMostlyVerb
    else { return nil }
    return 1
  }

  private func directive(_ forms: [Form]) -> Mood? {
    guard forms[0].isVerb else {
      // An adverb may precede the verb: `ReallyDeleteAccount`, `BulkImportProducts`.
      guard words.count > 2, forms[0].classes.contains(.leading), forms[1].isPlainVerb else { return nil }
      return .imperative
    }
    // `MarkFeeAsPaid` is unambiguous.
    if forms.count > 2, words[2...].contains(where: { $0.spells("as") }) { return .imperative }
    if forms[0].isSameForm { return words.count > 1 ? .imperative : nil }
    return forms[0].isNoun ? .homograph : .imperative
  }

  private func isState(_ forms: [Form]) -> Bool {
    if forms.last?.classes.contains(.state) ?? false { return true }
    if words.dropFirst().contains(where: { $0.spells("awaiting") }) { return true }
    guard words.count > 1 else { return false }
    let pairs = zip(words, words.dropFirst())
    return pairs.contains { first, second in
      (first.spells("out") && second.spells("of"))
        || (first.spells("in") && second.spells("transit"))
        || (first.spells("ready") && second.spells("for"))
    }
  }

  private func isProgressive(_ last: ArraySlice<UInt8>, _ form: Form) -> Bool {
    last.count > 4 && last.suffix(3).spells("ing") && !form.classes.contains(.nounInIng)
  }
}

extension Words {
  /// How a name can be read that has a verb where a noun may be meant.
  package enum Reading: Sendable {
    /// An order: `LockUsers`, `UpdateCustomer`, `AccountCreate`.
    case order
    /// An order or a noun: `StopButton`, `ShipOrder`, `DriverSendReceipt`.
    case either
    /// Rather a noun: `OrderConfirmation`, `PriceChange`.
    case noun
  }

  /// The reading of a name whose mood is `homograph` or `baseOperation`. WordNet's counts say what a word mostly is.
  ///
  /// - Parameter isSubject: as in `mood(afterSubject:)`.
  package func reading(afterSubject isSubject: Bool) -> Reading {
    reading(words.map(Form.init), afterSubject: isSubject)
  }

  /// The reading of a name, as above.
  ///
  /// - Parameter forms: the forms of its words in order.
  package func reading(_ forms: [Form], afterSubject isSubject: Bool) -> Reading {
    guard !words.isEmpty else { return .either }
    var forms = forms
    if isSubject { forms[0] = .subject }
    guard let verb = operation(forms) else { return leadingReading(forms) }
    if verb == forms.count - 1 { return forms[verb].canBeNoun ? .noun : .order }
    guard verb == segmentStart else { return .either }
    return forms[verb].canBeNoun && !forms[verb].isMostlyVerb ? .noun : .order
  }

  /// The reading of a name by its first word and what stands last, the head of a compound.
  private func leadingReading(_ forms: [Form]) -> Reading {
    guard forms.count > 1, let last = forms.last else { return .either }
    let isOperation = forms[0].classes.contains(.operation) && forms[0].isMostlyVerb
    let isAction = !last.classes.isDisjoint(with: [.action, .operation])
    // `RequestVerification`: what is requested is an action.
    if isAction, words[0].spells("request") { return .order }
    guard forms[0].isMostlyVerb else { return isAction ? .noun : .either }
    if isOperation { return .order }
    return last.classes.contains(.action) || !isPlural(words[words.count - 1]) && !words.contains(where: isDeterminer)
      ? .either : .order
  }

  /// `accounts`, but not `address`, `status`, `analysis`.
  private func isPlural(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.count > 3, word.last == UInt8(ascii: "s") else { return false }
    return !["ss", "us", "is"].contains { word.suffix(2).elementsEqual($0.utf8) }
  }

  private func isDeterminer(_ word: ArraySlice<UInt8>) -> Bool {
    word.count < 6
      && ["the", "a", "an", "all", "every", "each", "any", "my", "your", "this", "these"].contains {
        word.elementsEqual($0.utf8)
      }
  }
}

/// What one word of a name can be.
package struct Form: Sendable {
  /// The meaning of a word that makes an obligation of a name, by itself or with its neighbours.
  enum Duty {
    case must, need, have, be, require

    init?(_ word: ArraySlice<UInt8>) {
      guard Self.lengths.contains(word.count) else { return nil }
      switch String(decoding: word, as: UTF8.self) {
      case "must", "shall", "should", "please": self = .must
      case "need", "needs": self = .need
      case "has", "have", "had", "ought": self = .have
      case "be": self = .be
      case "requires", "require": self = .require
      default: return nil
      }
    }

    /// The lengths of these words, a quick filter.
    private static let lengths = 2...8
  }

  let classes: Lexicon.Classes
  let isParticiple: Bool
  let duty: Duty?

  /// A word that is known to be a noun.
  static let subject = Form(classes: .noun, isParticiple: false)

  private init(classes: Lexicon.Classes, isParticiple: Bool) {
    self.classes = classes
    self.isParticiple = isParticiple
    duty = nil
  }

  /// The form of a word in lower case. Costs one look-up in the lexicon.
  package init(_ word: ArraySlice<UInt8>) {
    duty = Duty(word)
    classes = Lexicon.classes(of: word)
    let endsInEd = word.count > 3 && word.suffix(2).spells("ed")
    isParticiple =
      classes.contains(.past) && !classes.contains(.verb)
      || endsInEd && !classes.contains(.notParticiple) && !classes.contains(.verb)
      || word.spells("lost")
  }

  var isPreposition: Bool { classes.contains(.preposition) }
  var isVerb: Bool { classes.contains(.verb) }
  var isNoun: Bool { classes.contains(.noun) }
  var isMostlyVerb: Bool { classes.contains(.mostlyVerb) }
  /// Whether the word is used as a noun, however rarely.
  var canBeNoun: Bool { isNoun || classes.contains(.alsoNoun) }
  var isSameForm: Bool { classes.contains(.sameForm) }
  /// Whether the word is a verb but not also a noun.
  var isPlainVerb: Bool { isVerb && !isNoun }
}
