import Commands
import Findings
import Readers
import RuleBook
import RulePages
import Testing
import Writing

/// The glossary, and what `explain` says of words that are no rules.
@Suite struct GlossaryTests {
  private func explain(_ word: String, format: String = "text") throws -> String {
    String(decoding: try RuleListing.explain(word, format: format, usesColor: false), as: UTF8.self)
  }

  @Test("rules, keys and other terms that an entry names are there, and no word has two entries")
  func references() {
    let rules = Set(RuleBook.pages.map(\.id.name))
    let keys = Set(Section.allCases.flatMap { $0.keys.map(\.name) })
    let terms = Set(RuleBook.terms.map(\.name))
    var words = rules
    for term in RuleBook.terms {
      #expect(rules.isSuperset(of: term.rules), "\(term.name): \(Set(term.rules).subtracting(rules))")
      #expect(keys.isSuperset(of: term.keys), "\(term.name): \(Set(term.keys).subtracting(keys))")
      #expect(terms.subtracting([term.name]).isSuperset(of: term.see), "\(term.name): \(term.see)")
      for word in term.words where !rules.contains(term.name) || word != term.name {
        #expect(words.insert(word).inserted || rules.contains(word), "\(term.name): \(word)")
      }
    }
  }

  @Test(
    "the terms of the talk are explained, with who said it",
    arguments: [
      "event", "command", "query", "reply", "document", "notification", "state-transfer", "delta", "outbox",
      "idempotency", "read-model", "saga", "choreography", "orchestration", "compensation", "pivot", "event-sourcing",
      "eventual-consistency", "correlation", "fact", "domain event", "integration event", "Idempotent",
      "bounded context",
    ])
  func talk(_ word: String) throws {
    let text = try explain(word)
    #expect(text.contains("\nWho said it\n  - "))
    #expect(text.contains("\nRules\n  ") && text.contains("\nKeys of the catalog\n  "))
    #expect(try explain(word, format: "markdown").hasPrefix("# "))
  }

  @Test("the outbox has three forms, and an event may travel on any transport") func forms() throws {
    let outbox = try explain("outbox")
    for form in ["`polling`:", "`transaction-log`:", "`workflow-engine`:"] { #expect(outbox.contains(form)) }
    #expect(try explain("event").contains("The kind of a message is decided by what the sender means"))
    #expect(try explain("stored-state").contains("fine homes"))
  }

  @Test(
    "an unknown word suggests rules and terms",
    arguments: [
      ("choreografy", "'choreography'"), ("long-event-chains", "'long-event-chain'"), ("sagas", "'saga'"),
      ("orchestrat", "'orchestration'"), ("xyzzy", "explain --list"),
    ])
  func unknown(_ word: String, _ near: String) {
    #expect { try RuleListing.explain(word, usesColor: false) } throws: { error in
      (error as? UsageError)?.message.contains(near) ?? false
    }
  }

  @Test("the list has a line for each term, and the Markdown an anchor") func list() throws {
    let lines = String(decoding: try Glossary.list(), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == RuleBook.terms.count)
    let page = String(decoding: try Glossary.list(format: "markdown"), as: UTF8.self)
    for term in RuleBook.terms { #expect(page.contains("\n## \(term.name)\n")) }
  }
}
