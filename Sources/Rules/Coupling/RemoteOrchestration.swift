import Catalog
import Findings
import Graph
import RuleBook
import Writing

extension Rule {
  /// A process whose engine drives the work of other contexts.
  static let remoteOrchestration = Rule(.remoteOrchestration, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.processes.isEmpty else { return }
  let workers = Service.workers(catalog.services, catalog.names)
  let commands = catalog.messagesByPlainName { $0.kind == .command }
  for process in catalog.processes {
    var (certain, guessed):
      ([(task: ProcessModel.Node, service: Name, note: Note)], [(task: ProcessModel.Node, service: Name, note: Note)]) =
        ([], [])
    for (index, node) in process.nodes.enumerated() where node.kind == .job {
      guard let job = node.job else { continue }
      if let known = workers[PlainName.job(job)] {
        guard !known.contains(where: { catalog.shareContext($0.service, process.service) }), let other = known.first
        else {
          continue
        }
        certain.append((node, other.service, Note("\(catalog[other.service]) works on \(job) here", at: other.place)))
      } else if let command = node.known ?? commands[PlainName.of(node.label)]?.name, !process.waits(behind: index),
        let other = inspection.answering(command, outsideContextOf: process.service)
      {
        guessed.append((node, other.service, Note("\(catalog[command]) is carried out here", at: other.place)))
      }
    }
    // Guesses are reported only for processes with more than one such task.
    let tasks = certain.isEmpty ? (guessed.count > 1 ? guessed : []) : certain
    guard let first = tasks.first else { continue }
    var services: [Name] = []
    for task in tasks where !services.contains(task.service) { services.append(task.service) }
    inspection.report(
      "\(process.label) drives \(counted(tasks.count, "task")) of "
        + joined(services.prefix(3).map { catalog[$0] } + (services.count > 3 ? ["\(services.count - 3) more"] : []))
        + " by job type",
      at: first.task.place,
      about: [process.service] + services, confidence: certain.isEmpty ? .low : .high,
      certainty: certain.isEmpty ? .possible : .declared, notes: tasks.prefix(3).map(\.note),
      help: certain.isEmpty
        ? "if services of other contexts work on these jobs, "
          + "let the process send them commands and wait for the answers; "
          + "if its own service does, declare the jobs there"
        : "let the process send a command, or call an API, and keep the engine inside its service")
  }
}

extension ProcessModel {
  /// Whether the process waits for a message after a task before it continues.
  fileprivate func waits(behind task: Int) -> Bool {
    reached(from: task) { [.wait, .send, .job, .task, .timer].contains($0.kind) }.contains { nodes[$0].kind == .wait }
  }
}

extension Inspection {
  /// The handler of a command in another context that reacts with an output.
  ///
  /// Nil if the service of the process itself declares that it sends the command.
  fileprivate func answering(_ command: Name, outsideContextOf service: Name) -> Mention? {
    let isSent = graph.mentions(of: command).contains { mention in
      mention.service == service && mention.verb.isOutgoing
        && (mention.reaction < 0 || catalog.reactions[Int(mention.reaction)].certainty != .process)
    }
    let consumers = graph.consumers(of: command)
    guard !isSent, let first = consumers.first, consumers.allSatisfy({ !catalog.shareContext($0.service, service) })
    else { return nil }
    return graph.hasReaction(to: command) { !$0.outputs.isEmpty } ? first : nil
  }
}
