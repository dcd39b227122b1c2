import Catalog
package import Diagrams
import Graph
package import Linting
import Loading
package import Writing
import YAMLTree

/// The options of `impact`.
package struct ImpactRequest: Sendable {
  /// The catalogs to read and their configuration.
  package var input = LintRequest()
  /// What the outcome is written as.
  package var format = ImpactFormat.text
  /// The colours of a diagram.
  package var theme = Theme.light
  /// The title of a diagram; nil for the flow and its change.
  package var title: String?
  /// The service that gets a new step. Exactly one of this and the next three is set, unless there is a `changeFile`.
  package var addStep: String?
  /// The step to move.
  package var reorder: String?
  /// The step to make conditional.
  package var makeConditional: String?
  /// The step to remove.
  package var remove: String?
  /// The path of a file with several changes.
  package var changeFile: String?
  /// Steps that must be done before the new or moved step.
  package var after: [String] = []
  /// Steps that must wait for the new or moved step.
  package var before: [String] = []
  /// The step that the new one runs in parallel with.
  package var parallelTo: String?
  /// The step that needs the result of the new one.
  package var resultNeededBy: String?
  /// Steps to compensate when the new one fails.
  package var undo: [String] = []
  /// The condition of `makeConditional`, as text.
  package var when = "a condition holds"

  /// A request without any change.
  package init() {}
}

/// What an impact is written as.
package enum ImpactFormat: Sendable {
  case text, json
  /// A diagram of the flow before and after the change, in both styles.
  case picture(PictureFormat)

  /// The format of a word on the command line.
  ///
  /// - Throws: `UsageError` with the nearest name for an unknown word.
  package static func named(_ word: String) throws(UsageError) -> ImpactFormat {
    if word == "text" { return .text }
    guard let format = PictureFormat(rawValue: word) else {
      throw .unknown("format", word, among: ["text"] + PictureFormat.allCases.map(\.rawValue))
    }
    return ImpactFormat(format)
  }

  /// The format for a kind of picture; JSON is the report and not a picture.
  package init(_ picture: PictureFormat) { self = picture == .json ? .json : .picture(picture) }
}

extension Linter {
  /// The cost of a change of a flow in both styles: choreographed and orchestrated by an owner.
  ///
  /// - Parameter flow: the name of a flow, a message or a trigger.
  /// - Throws: `UsageError` for unknown names, impossible changes and invalid options.
  package static func impact(_ flow: String, _ request: ImpactRequest) throws(UsageError) -> PictureOutcome {
    let configuration = try configuration(for: request.input)
    let system = try load(request.input, configuration)
    var inputs = RunFiles(system, configuration)
    if let file = request.changeFile { inputs.others.append(file) }
    let catalog = system.catalog
    let found = try resolve(flow, catalog)
    let trace = system.graph.trace(found.start, of: found.flow)
    let plan = system.graph.plan(of: trace)
    guard !plan.steps.isEmpty else { throw UsageError("\(flow): no step follows, so there is nothing to change") }
    let changes: [FlowPlan.Change]
    if let path = request.changeFile {
      changes = try ChangeFile.read(path)
    } else {
      changes = [try change(request, plan)]
    }
    var report = ImpactReport(
      flow: flow, plan: plan, owner: trace.owner.map { catalog[$0] },
      teams: Dictionary(
        catalog.services.compactMap { service in service.team.map { (catalog[service.name], catalog[$0]) } }
      ) { first, _ in first })
    var current = plan
    let owner = report.owner ?? "an owner"
    var impacts: [(change: FlowPlan.Change, impact: FlowPlan.Impact)] = []
    for change in changes {
      do throws(FlowPlan.Impossible) {
        let impact = try current.impact(of: change, owner: owner)
        impacts.append((change, impact))
        report.add(change, impact, from: current)
        current = impact.plan
      } catch {
        throw UsageError(error.message)
      }
    }
    switch request.format {
    case .text: return PictureOutcome(output: report.text, notes: [], inputs: inputs)
    case .json: return PictureOutcome(output: report.json, notes: [], inputs: inputs)
    case .picture(let format):
      let network = Network.whatIf(
        impacts, of: plan, start: catalog.shown(found.start), owner: plan.owner ?? owner,
        title: request.title ?? "\(flow): \(report.words)")
      var outcome = try draw(network, format, theme: request.theme)
      outcome.inputs = inputs
      return outcome
    }
  }

  private static func change(_ request: ImpactRequest, _ plan: FlowPlan) throws(UsageError) -> FlowPlan.Change {
    func step(_ word: String) -> String {
      let found = Lookup.positions(of: word, among: plan.steps)
      return found.count == 1 ? plan.steps[found[0]] : word
    }
    let given = [request.addStep, request.reorder, request.makeConditional, request.remove].compactMap { $0 }
    guard given.count == 1 else {
      throw UsageError(
        "specify exactly one of --add-step, --reorder, --make-conditional and --remove, or a file by --change")
    }
    let (after, before) = (request.after.map(step), request.before.map(step))
    if let new = request.addStep {
      return .add(
        new, after: after, before: before, parallel: request.parallelTo.map(step),
        neededBy: request.resultNeededBy.map(step), undo: request.undo.map(step))
    }
    if let moved = request.reorder {
      guard before.count <= 1 else { throw UsageError("--reorder accepts only one --before") }
      return .reorder(step(moved), before: before.first, after: after)
    }
    if let optional = request.makeConditional { return .conditional(step(optional), when: request.when) }
    return .remove(step(request.remove ?? ""))
  }
}

/// The reader of change files: `edits:`, a list of `insert`, `reorder`, `condition` or `remove`.
package enum ChangeFile {
  static func read(_ path: String) throws(UsageError) -> [FlowPlan.Change] { try read(try DataFile(path), path) }

  static func read(_ file: DataFile, _ path: String) throws(UsageError) -> [FlowPlan.Change] {
    var file = file
    let tree = file.tree
    func words(_ id: NodeID?) -> [String] {
      guard let id else { return [] }
      return tree[id].kind == .sequence ? file.items(id).map(tree.string) : [tree.string(id)]
    }
    guard let edits = file.members(file.root)["edits"], tree[edits].kind == .sequence else {
      throw UsageError("\(path): missing `edits`, a list of changes")
    }
    var changes: [FlowPlan.Change] = []
    for item in file.items(edits) {
      guard let (verb, id) = file.members(item).first, file.members(item).count == 1,
        let step = file.text(file.members(id)["step"])
      else {
        throw UsageError("\(path): an edit must be one of `insert`, `reorder`, `condition` and `remove` with a `step`")
      }
      let edit = file.members(id)
      switch verb {
      case "insert":
        changes.append(
          .add(
            file.text(edit["service"]) ?? step, after: words(edit["after"]), before: words(edit["before"]),
            parallel: file.text(edit["parallel-to"]), neededBy: file.text(edit["result-needed-by"]),
            undo: edit["fails"].map { words(file.members($0)["undo"]) } ?? []))
      case "reorder": changes.append(.reorder(step, before: file.text(edit["before"]), after: words(edit["after"])))
      case "condition": changes.append(.conditional(step, when: file.text(edit["when"]) ?? "a condition holds"))
      case "remove": changes.append(.remove(step))
      default: throw UsageError("\(path): unknown edit '\(verb)'; expected one of insert, reorder, condition, remove")
      }
    }
    guard !changes.isEmpty else { throw UsageError("\(path): `edits` is empty") }
    return changes
  }
}

/// The report about changes and their cost, as text and JSON.
private struct ImpactReport {
  let flow: String
  let plan: FlowPlan
  /// The service that owns the flow, whether it sends the commands or not; nil for none.
  let owner: String?
  let teams: [String: String]
  private var rows: [(change: String, impact: FlowPlan.Impact)] = []

  init(flow: String, plan: FlowPlan, owner: String?, teams: [String: String]) {
    (self.flow, self.plan, self.owner, self.teams) = (flow, plan, owner, teams)
  }

  mutating func add(_ change: FlowPlan.Change, _ impact: FlowPlan.Impact, from plan: FlowPlan) {
    rows.append((Self.words(change), impact))
  }

  /// All changes in one line.
  var words: String { rows.map(\.change).joined(separator: "; ") }

  private static func words(_ change: FlowPlan.Change) -> String {
    switch change {
    case .add(let step, let after, let before, let parallel, let needed, let undo):
      var parts = ["add \(step)"]
      if !after.isEmpty { parts.append("after \(after.joined(separator: ", "))") }
      if !before.isEmpty { parts.append("before \(before.joined(separator: ", "))") }
      if let parallel { parts.append("in parallel with \(parallel)") }
      if let needed { parts.append("its result needed by \(needed)") }
      if !undo.isEmpty { parts.append("on failure undo \(undo.joined(separator: ", "))") }
      return parts.joined(separator: ", ")
    case .reorder(let step, let before, let after):
      return "do \(step) \(before.map { "before \($0)" } ?? "after \(after.joined(separator: ", "))")"
    case .conditional(let step, let when): return "do \(step) only when \(when)"
    case .remove(let step): return "remove \(step)"
    }
  }

  private func order(_ plan: FlowPlan) -> String {
    plan.steps.map { step in
      let before = (plan.before[step] ?? []).sorted()
      return before.isEmpty ? step : "\(step) after \(before.joined(separator: " and "))"
    }.joined(separator: "; ")
  }

  private func verdict(_ impact: FlowPlan.Impact) -> String {
    let (one, other) = (impact.choreography.services, impact.orchestration.services)
    if one == other {
      return "a tie: \(counted(one, "service")) either way; only the dependencies differ"
    }
    return one < other
      ? "choreography changes fewer services: \(one) instead of \(other)"
      : "orchestration by an owner changes fewer services: \(other) instead of \(one)"
  }

  /// The style of the flow: the service that sends the commands, and the owner.
  private var style: String {
    let owner = owner.map(Escaping.terminal)
    guard let sender = plan.owner.map(Escaping.terminal) else {
      return "choreographed, each service reacts to the previous ones and "
        + (owner.map { "\($0) owns the flow, but sends no commands" } ?? "the flow has no owner")
    }
    guard owner != sender else { return "orchestrated, \(sender) owns the flow and sends the commands" }
    return
      "orchestrated, \(sender) sends the commands and \(owner.map { "\($0) owns the flow" } ?? "the flow has no owner")"
  }

  var text: [UInt8] {
    var out = "\(Escaping.terminal(flow)): \(Escaping.terminal(order(plan)))\n"
    out += "today: \(style)\n"
    for (change, impact) in rows {
      out += "\n\(Escaping.terminal(change))\n"
      let today = plan.owner == nil
      func list(_ names: [String]) -> String {
        names.isEmpty ? "-" : names.map(Escaping.terminal).joined(separator: ", ")
      }
      func teamsOf(_ cost: FlowPlan.Cost) -> String {
        list(Set((cost.new + cost.changed).compactMap { teams[plan.service(of: $0)] }).sorted())
      }
      func knows(_ cost: FlowPlan.Cost) -> String { list(cost.knows.map { "\($0.from) \u{2192} \($0.to)" }) }
      let (left, right) = (impact.choreography, impact.orchestration)
      var rows = [
        ["", "choreographed\(today ? " (today)" : "")", "with an owner\(today ? "" : " (today)")"],
        ["new services", list(left.new), list(right.new)],
        ["changed services", list(left.changed), list(right.changed)],
        ["services to deploy", "\(left.services)", "\(right.services)"], ["teams", teamsOf(left), teamsOf(right)],
        ["new dependencies", knows(left), knows(right)],
        ["new or changed contracts", "\(left.contracts)", "\(right.contracts)"],
      ]
      if !left.foreign.isEmpty {
        rows.append(["services that learn a foreign condition", list(left.foreign), list(right.foreign)])
      }
      out += TextTable.text(rows)
      out += verdict(impact) + "\n"
      if let once = impact.conversion, left.services > right.services {
        let gain = left.services - right.services
        out +=
          "introducing an owner changes \(counted(once, "service")) once; "
          + "paid back after \(counted((once + gain - 1) / gain, "such change"))\n"
      }
      out +=
        "running cases follow the old order beside the new one: "
        + (plan.owner == nil
          ? "in \(counted(left.changed.count, "service"))"
          : "in versions of the owner's process")
        + "\n"
    }
    return Array(out.utf8)
  }

  var json: [UInt8] {
    var json = JSONWriter()
    func plan(_ plan: FlowPlan, _ json: inout JSONWriter) {
      json.list("steps", plan.steps) { json, step in
        json.object { json in
          json.member("step", step)
          json.list("after", (plan.before[step] ?? []).sorted()) { $0.string($1) }
        }
      }
    }
    func cost(_ name: String, _ cost: FlowPlan.Cost, json: inout JSONWriter) {
      json.object(name) { json in
        json.list("new", cost.new) { $0.string($1) }
        json.list("changed", cost.changed) { $0.string($1) }
        json.list("knows", cost.knows) { json, edge in
          json.object { json in
            json.member("from", edge.from)
            json.member("to", edge.to)
          }
        }
        json.member("contracts", cost.contracts)
        json.list("foreign", cost.foreign) { $0.string($1) }
        json.member("services", cost.services)
      }
    }
    json.object { json in
      json.member("version", 1)
      json.member("flow", flow)
      if let owner { json.member("owner", owner) }
      if let orchestrator = self.plan.owner { json.member("orchestrator", orchestrator) }
      plan(self.plan, &json)
      json.list("changes", rows) { json, row in
        json.object { json in
          json.member("change", row.change)
          cost("choreography", row.impact.choreography, json: &json)
          cost("orchestration", row.impact.orchestration, json: &json)
          if let once = row.impact.conversion { json.member("conversion", once) }
          plan(row.impact.plan, &json)
        }
      }
    }
    return json.bytes + [0x0A]
  }
}
