/// The details of a finding about a changed contract: what changed, in which direction it breaks, and for whom.
package struct ContractImpact: Hashable, Sendable {
  /// The fate of a service at the other end of a contract.
  package enum Fate: String, Sendable {
    case breaks
    case safe
    case unknown
  }

  /// A service at the other end of a contract.
  package struct Party: Hashable, Sendable {
    /// The name of the service.
    package var service: String
    /// The team that owns it; nil if none is stated.
    package var team: String?
    /// Whether the change breaks it.
    package var fate: Fate
    /// The reason as a predicate: `needs total.currency`.
    package var reason: String
    /// The place where the service says so; nil if it says nothing.
    package var place: Place?

    /// The service with its team and the reason: `billing (payments) needs total.currency`.
    package var words: String { "\(service)\(team.map { " (\($0))" } ?? "") \(reason)" }

    /// A service with its fate.
    package init(service: String, team: String?, fate: Fate, reason: String, place: Place?) {
      self.service = service
      self.team = team
      self.fate = fate
      self.reason = reason
      self.place = place
    }
  }

  /// A position in the earlier state, which is not among the files of the run.
  package struct Position: Hashable, Sendable {
    /// The path of the file, with the revision where there is one: `main:schemas/order.json`.
    package var path: String
    /// The line, counted from 1.
    package var line: Int
    /// The column, counted from 1.
    package var column: Int

    /// A position by line and column.
    package init(path: String, line: Int, column: Int) {
      self.path = path
      self.line = line
      self.column = column
    }

    /// The position as text: `path:line:column`.
    package var text: String { "\(path):\(line):\(column)" }
  }

  /// The stable name of the kind of change: `json-required-property-removed`.
  package var kind: String
  /// `forward` if readers of the old contract cannot read the new messages, `backward` if readers of the new one cannot
  /// read the old messages.
  package var direction: String
  /// What it does to readers: `decoding`, `field`, `validation` or `meaning`.
  package var effect: String
  /// The path of the field; empty for the payload or the message as a whole.
  package var path: String
  /// The services at the other end, those that break first.
  package var parties: [Party]
  /// The place in the earlier state, whose files have numbers of their own; nil where it had none.
  package var old: Place?
  /// The same as line and column; nil until the run has looked it up.
  package var before: Position?

  /// A change without a place in the earlier state.
  package init(kind: String, direction: String, effect: String, path: String, parties: [Party]) {
    self.kind = kind
    self.direction = direction
    self.effect = effect
    self.path = path
    self.parties = parties
  }
}
