import Findings
import Writing

extension ContractImpact {
  /// Writes the members of a change, as JSON reports and SARIF properties have it.
  ///
  /// - Parameter place: writes the place of a party.
  func write(to json: inout JSONWriter, place: (Party, inout JSONWriter) -> Void) {
    json.member("kind", kind)
    json.member("direction", direction)
    json.member("effect", effect)
    json.member("path", path)
    if let before {
      json.object("before") { json in
        json.member("path", before.path)
        json.member("line", before.line)
        json.member("column", before.column)
      }
    }
    json.list("consumers", parties) { json, party in
      json.object { json in
        json.member("service", party.service)
        if let team = party.team { json.member("team", team) }
        json.member("fate", party.fate.rawValue)
        json.member("reason", party.reason)
        place(party, &json)
      }
    }
  }
}
