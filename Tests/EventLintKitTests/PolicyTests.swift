import Configuration
import Findings
import Linting
import Loading
import Rules
import Testing
import Writing

extension Folder {
  fileprivate func configuration(_ name: String = ".eventlint.yml") throws -> Configuration {
    try Configuration.read("\(path)/\(name)")
  }
}

private let catalog = """
  eventlint: 1
  contexts: {ordering: {kind: core}, letters: {kind: supporting}, bank: {kind: generic}}
  services:
    order: {context: ordering, team: sales, tags: [pci], publishes: [OrderPlaced, OrderCounted], sends: WriteLetter}
    stock: {context: ordering, consumes: {OrderPlaced: {publishes: StockTaken}, OrderCounted: {effect: write}}}
    letter: {context: letters, handles: [WriteLetter], consumes: [OrderCounted, StockTaken]}
    web: {role: gateway, context: ordering, asks: GetBalance}
    bank: {role: external, context: bank, answers: [GetBalance], consumes: [StockTaken]}
    sneaky: {context: letters, asks: GetBalance}
  events:
    OrderPlaced: {version: 1, visibility: outside}
    OrderCounted: {visibility: inside}
    StockTaken: {visibility: outside}
  """

private func findings(_ policies: String) throws -> [String] {
  let folder = try Folder([".eventlint.yml": "policies:\n  p: \(policies)\n"])
  var configuration = try folder.configuration()
  for rule in configuration.settings.keys { configuration.settings[rule]?.isOn = false }
  let system = LoadedCatalog.linking([(path: "catalog.yaml", text: Array(catalog.utf8))])
  return Linter.findings(system, configuration).findings.map(\.message)
}

@Suite struct PolicyTests {
  @Test(
    "what teams want of their systems can be said",
    arguments: [
      // Core must not depend on supporting.
      (
        "{forbid: {from: {context-kind: core}, to: {context-kind: supporting}}}",
        ["order depends on letter: it sends WriteLetter"]
      ),
      // No service outside ordering consumes its inside events.
      (
        "{forbid: {from: {context: '!ordering'}, to: {context: ordering}, via: {kind: event, visibility: inside}}}",
        ["letter depends on order: it consumes OrderCounted"]
      ),
      // Every outside event has an owner and a version.
      (
        "{require: {messages: {kind: event, visibility: outside}, have: [team, version]}}",
        ["StockTaken has no team and has no version"]
      ),
      // Names match a pattern.
      (
        "{require: {messages: {kind: event}, name: '/^Order[A-Z][a-z]+$/'}}",
        ["StockTaken does not have the required name"]
      ),
      ("{require: {messages: {kind: command}, name: Write*}}", []),
      // No path from A to B; one that leads through a third is none if that is said.
      ("{forbid: {from: bank, to: order, reachable: true}}", ["bank → stock → order: bank reaches order"]),
      ("{forbid: {from: bank, to: order, reachable: true, unless-through: stock}}", []),
      // What all services must not reach, others must not reach; itself it may.
      ("{forbid: {from: all, to: order, reachable: true}}", ["stock → order: stock reaches order"]),
      ("{forbid: {from: order, to: order, reachable: true}}", []),
      (
        "{forbid: {from: {name: [order, bank]}, to: order, reachable: true}}",
        ["bank → stock → order: bank reaches order"]
      ),
      // At most n consumers.
      (
        "{require: {messages: {kind: event}, consumers: {at-most: 1}}}",
        ["OrderCounted has 2 consumers, at most 1 are allowed", "StockTaken has 2 consumers, at most 1 are allowed"]
      ),
      // Only the gateway talks to externals.
      ("{allow: {from: {role: gateway}, to: {role: external}}}", ["sneaky depends on bank: it asks GetBalance"]),
      // Who handles cards must know the order.
      ("{require: {from: {tag: pci}, to: {role: external}}}", ["order depends on none of the required services"]),
      ("{require: {services: {context: letters}, have: team}}", ["letter has no team", "sneaky has no team"]),
    ])
  func needs(policy: String, expected: [String]) throws {
    #expect(try findings(policy) == expected)
  }

  @Test("message, severity and reason are the team's own; a suppression goes by the policy's name")
  func words() throws {
    let folder = try Folder([
      ".eventlint.yml":
        """
      extends: quiet\npolicies: {core-stays-core: {forbid: {from: order, to: letter}, severity: info, message: Core \
      stays core, because: it is what we live on}}\n
      """
    ])
    let configuration = try folder.configuration()
    let found = Linter.findings(LoadedCatalog.linking([(path: "c.yaml", text: Array(catalog.utf8))]), configuration)
      .findings
      .filter { $0.rule.name == "core-stays-core" }
    #expect(found.map(\.message) == ["Core stays core: order depends on letter: it sends WriteLetter"])
    #expect(found.map(\.severity) == [.info])
    #expect(found.map(\.help) == ["it is what we live on"])
    let silenced = catalog.replacing(
      "sends: WriteLetter}", with: "sends: WriteLetter}   # eventlint: ignore core-stays-core -- until spring")
    #expect(
      Linter.findings(LoadedCatalog.linking([(path: "c.yaml", text: Array(silenced.utf8))]), configuration).findings
        .filter {
          $0.rule.name == "core-stays-core"
        }.isEmpty)
  }

  @Test(
    "policies are selected like rules",
    arguments: [
      (["p"], [], ["p"]), (["dual-write,q"], [], ["q"]), (["all"], [], ["p", "q"]), (["?"], ["q"], ["p"]),
      (["dual-write"], [], []), ([], ["dual-write,p"], ["q"]),
    ])
  func selection(select: [String], ignore: [String], expected: [String]) throws {
    let demand = "{require: {services: all, have: outbox}}"
    let folder = try Folder([
      ".eventlint.yml": "policies:\n  p: \(demand)\n  q: \(demand)\n", "c.yaml": "eventlint: 1\nservices: [shop]\n",
    ])
    var request = LintRequest()
    request.paths = [folder.path]
    (request.select, request.ignore) = (select, ignore)
    let found = try Linter.judge(request).findings.map(\.rule.name).filter { ["p", "q"].contains($0) }
    #expect(found.sorted() == expected)
  }

  @Test(
    "a policy that is wrong is told with its place",
    arguments: [
      ("{forbid: {from: a}}", "`forbid` must have `from` and `to`"), ("{}", "has none of `forbid`"),
      ("{forbid: {from: a, to: b}, allow: {from: a, to: b}}", "one of `forbid`"),
      ("{forbid: {from: {kind: event}, to: b}}", "unknown property 'kind'"),
      ("{require: {messages: all, have: [verson]}}", "did you mean 'version'"),
      ("{require: {messages: all, name: '/(/'}}", "invalid regular expression"),
      ("{require: {messages: all}}", "`require` must have"),
      ("{require: {services: all, have: [version]}}", "services have no `version`"),
      ("{require: {services: all, consumers: {at-most: 1}}}", "`consumers` applies to messages"),
      ("{require: {messages: all, have: outbox}}", "messages have no `outbox`"),
      ("{forbid: {from: {role: orchestrater}, to: all}}", "did you mean 'orchestrator'"),
      ("{forbid: {from: all, to: {role: '!banana'}}}", "unknown role '!banana'"),
      ("{forbid: {from: all, to: all, via: {kind: [event, banana]}}}", "unknown kind 'banana'"),
      ("{require: {messages: {visibility: banana}, have: team}}", "expected one of inside, outside"),
    ])
  func wrong(policy: String, message: String) throws {
    #expect { try findings(policy) } throws: { error in (error as? UsageError)?.message.contains(message) ?? false }
  }
}

@Suite struct ExtendsTests {
  @Test("files are extended, later ones over earlier ones, and rings are told")
  func files() throws {
    let folder = try Folder([
      ".git/HEAD": "",
      "repo/.eventlint.yml":
        "extends: [recommended, ../shared/base.yml]\nrules: {event-cycle: info}\npolicies: {b: off}\n",
      "shared/base.yml":
        """
      rules: {long-event-chain: off, crud-event-name: warning}\npolicies: {a: {forbid: {from: x, to: y}}, b: \
      {forbid: {from: x, to: y}}}\n
      """,
      "round.yml": "extends: ./round.yml\n",
    ])
    let configuration = try folder.configuration("repo/.eventlint.yml")
    #expect(configuration.settings[RuleID("long-event-chain")]?.isOn == false)
    #expect(configuration.settings[RuleID("crud-event-name")]?.isOn == true)
    #expect(configuration.settings[RuleID("event-cycle")]?.severity == .info)
    #expect(configuration.settings[RuleID("disguised-command")]?.isOn == true)
    #expect(configuration.policies.map(\.name) == ["a"])
    #expect { try folder.configuration("round.yml") } throws: { error in
      (error as? UsageError)?.message.contains("is circular") ?? false
    }
  }

  @Test("quiet has errors only, zalando what its guidelines ask for")
  func presets() throws {
    let folder = try Folder([".eventlint.yml": "extends: quiet\n", "z.yml": "extends: [zalando]\n"])
    let quiet = try folder.configuration()
    #expect(quiet.settings[RuleID("unmet-need")]?.isOn == true)
    #expect(quiet.settings[RuleID("long-event-chain")]?.isOn == false)
    let zalando = try folder.configuration("z.yml")
    #expect(zalando.settings[RuleID("missing-owner")]?.isOn == true)
    #expect(zalando.settings[RuleID("long-event-chain")]?.isOn == false)
  }
}
